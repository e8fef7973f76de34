# OAuth: one certificate for the deployment. It is put into the Central Management store (forest/cms.json) with its key, and every
# server that needs it gets it by replication (Assigning a server-to-server authentication certificate).

using namespace System.Security.Cryptography

function Get-CsContractCmsPath { Get-CsContractForest 'cms.json' }

function Get-CsContractCms {
  $cms = Read-CsContractJson (Get-CsContractCmsPath)
  if ($null -eq $cms) { return [ordered]@{ version = 0; changed = $null; global = $null; certificates = [ordered]@{} } }
  $cms
}

# Puts a certificate of this computer's My store there. The key must be exportable: it has to travel.
function Set-CsContractGlobal($Cmdlet, [string] $Thumbprint, $EffectiveDate) {
  $entry = Find-CsContractEntry 'My' $Thumbprint
  $key = Get-CsContractKey $entry.container
  if (-not $key.exportable) { Stop-CsContractCmdlet $Cmdlet 'KeyNotExportable' 'InvalidOperation' (New-CsContractCryptoError 0x8009000b) }
  $certificate = Get-CsContractCertificate ([Convert]::FromBase64String($entry.der))
  if ($certificate.PublicKey.GetRSAPublicKey().KeySize -lt 2048) {
    Stop-CsContractCmdlet $Cmdlet 'KeyTooShort' 'InvalidArgument' 'The OAuthTokenIssuer certificate must have a key of 2048 bits or more.'
  }
  $cms = Get-CsContractCms
  $cms.global = New-CsContractAssignment $cms.global 'OAuthTokenIssuer' $Thumbprint $EffectiveDate
  $cms.certificates[$Thumbprint] = [ordered]@{ friendlyName = $entry.friendlyName; der = $entry.der; pkcs8 = $key.pkcs8 }
  foreach ($old in @($cms.certificates.Keys)) {
    if ($old -notin $cms.global.thumbprint, $cms.global.previous) { $cms.certificates.Remove($old) }
  }
  Save-CsContractCms $cms
}

function Save-CsContractCms($Cms) {
  $Cms.version = 1 + $Cms.version
  $Cms.changed = ConvertTo-CsContractUtc (Get-CsContractNow)
  Write-CsContractJson (Get-CsContractCmsPath) $Cms
}

function Get-CsContractReplicaPath([string] $Server) { [IO.Path]::Combine((Get-CsContractFolder $Server), 'replica.json') }

function Get-CsContractReplica([string] $Server) {
  $replica = Read-CsContractJson (Get-CsContractReplicaPath $Server)
  if ($null -eq $replica) { return [ordered]@{ version = 0; arrived = $null } }
  $replica
}

# What replication and the scheduled task on each server do: whatever is new in the store arrives, is decrypted and installed.
# {"replication": "late"} in a server's faults.json holds it up there, also for Invoke-CsManagementStoreReplication.
function Sync-CsContractReplica {
  if ((Get-CsContractFault 'replication') -eq 'late') { return }
  $cms = Get-CsContractCms
  if ((Get-CsContractReplica).version -ge $cms.version) { return }
  if (Test-CsContractUsage 'OAuthTokenIssuer' (Get-CsContractName)) { Install-CsContractGlobal $cms }
  Write-CsContractJson (Get-CsContractReplicaPath) ([ordered]@{ version = $cms.version; arrived = ConvertTo-CsContractUtc (Get-CsContractNow) })
}

function Install-CsContractGlobal($Cms) {
  foreach ($thumbprint in $Cms.certificates.Keys) {
    $one = $Cms.certificates[$thumbprint]
    $entry = Find-CsContractEntry 'My' $thumbprint
    if ($null -ne $entry -and $null -ne (Get-CsContractKey $entry.container)) { continue }
    $rsa = [RSA]::Create()
    $read = 0
    $rsa.ImportPkcs8PrivateKey([Convert]::FromBase64String($one.pkcs8), [ref] $read)
    $container = New-CsContractKey $rsa $script:CsContractChannelProvider 1 $true
    $null = Add-CsContractEntry 'My' ([Convert]::FromBase64String($one.der)) $container $one.friendlyName
    $rsa.Dispose()
  }
  $assigned = Get-CsContractAssigned
  if ($null -eq $Cms.global) { $assigned.Remove('OAuthTokenIssuer') } else { $assigned['OAuthTokenIssuer'] = $Cms.global }
  Write-CsContractJson (Get-CsContractAssignedPath) $assigned
  if ($null -ne $Cms.global) { Grant-CsContractKey $Cms.global.thumbprint }
}
