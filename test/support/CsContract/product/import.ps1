# Import-CsCertificate, and the file that Set-CsCertificate -Path takes.

using namespace System.Security.Cryptography

function Import-CsCertificate {
  [CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'Local')]
  param(
    [Parameter(Mandatory)] [string] $Path,
    [string] $Password,
    [Parameter(ParameterSetName = 'Local')] [bool] $PrivateKeyExportable,
    [Parameter(Mandatory, ParameterSetName = 'CMS', Position = 1)] [ValidateSet('Global')] [string] $Identity,
    [Parameter(Mandatory, ParameterSetName = 'CMS')]
    [ValidateScript({ Test-CsContractUsageName $_ }, ErrorMessage = 'There is no certificate type {0}.')]
    [string[]] $Type,
    [Alias('EffectiveTime')] [object] $EffectiveDate,
    [switch] $Roll, [switch] $Force, [string] $Report
  )
  $since = if ($PSBoundParameters.ContainsKey('EffectiveDate')) { ConvertTo-CsContractDate $PSCmdlet $EffectiveDate } else { $null }
  Assert-CsContractRoll $PSCmdlet $Roll $since
  Assert-CsContractSetup $PSCmdlet
  if ($Identity) {
    $usages = @(ConvertTo-CsContractUsage $Type)
    Assert-CsContractScope $PSCmdlet $usages $Identity
    Assert-CsContractCms $PSCmdlet
    Assert-CsContractUsages $PSCmdlet $usages (Get-CsContractName)
  }
  if (-not $PSCmdlet.ShouldProcess($Path, 'Import the certificate')) { return }
  $thumbprint = Import-CsContractFile $PSCmdlet $Path $Password ($PrivateKeyExportable -or [bool] $Identity)
  if ($Identity) {
    Assert-CsContractAssignable $PSCmdlet $thumbprint $since
    Set-CsContractUsages $PSCmdlet $usages $thumbprint $since
  }
  Write-CsContractReport $Report 'Import-CsCertificate'
}

# PFX brings certificate and key, into the provider that the cmdlet chooses; PKCS#7 and plain certificates complete a request of this
# computer, or arrive without a key. The thumbprint.
function Import-CsContractFile($Cmdlet, [string] $Path, [string] $Password, [bool] $Exportable) {
  if (-not [IO.File]::Exists($Path)) {
    Stop-CsContractCmdlet $Cmdlet 'FileNotFound' 'ObjectNotFound' ([IO.FileNotFoundException]::new("Could not find file '$Path'.", $Path))
  }
  try {
    if ([IO.Path]::GetExtension($Path) -in '.pfx', '.p12') { return Import-CsContractPfxFile $Path $Password $Exportable }
    $brought = Read-CsContractCertificates (Read-CsContractDer $Path)
  } catch [CryptographicException] { Stop-CsContractCmdlet $Cmdlet 'CannotReadCertificate' 'InvalidData' $_.Exception }
  foreach ($certificate in $brought) {
    $entry = Find-CsContractEntryOfKey 'REQUEST' (Get-CsContractSpki $certificate.PublicKey)
    if ($null -eq $entry) { continue }
    Import-CsContractOthers $brought $certificate
    $null = Add-CsContractEntry 'My' $certificate.RawData $entry.container $entry.friendlyName
    Remove-CsContractEntry 'REQUEST' $entry.thumbprint
    return $certificate.Thumbprint
  }
  # On another machine than the requester's it comes without its key (Configure certificates for servers, failures).
  Import-CsContractOthers $brought $brought[0]
  Add-CsContractEntry 'My' $brought[0].RawData
}

function Import-CsContractOthers([object[]] $Brought, $Leaf) {
  foreach ($other in $Brought) {
    if ($other.Thumbprint -ne $Leaf.Thumbprint -and $other.Subject -ne $other.Issuer) { $null = Add-CsContractEntry 'CA' $other.RawData }
  }
}

function Import-CsContractPfxFile([string] $Path, [string] $Password, [bool] $Exportable) {
  $brought = Read-CsContractPfx ([IO.File]::ReadAllBytes($Path)) $Password
  $leaf = $brought[0]
  Import-CsContractOthers $brought $leaf
  if (-not $leaf.HasPrivateKey) { return Add-CsContractEntry 'My' $leaf.RawData }
  # "Modern PFXs land in the CNG KSP by default when created with one" (PFX of old Windows: general knowledge): the provider stands in the file, or is the fault's.
  $bytes = [IO.File]::ReadAllBytes($Path)
  $provider = Get-CsContractFault 'product' 'importProvider'
  if (-not $provider) { $provider = Get-CsContractPfxProvider $bytes $Password }
  Add-CsContractKeyed $leaf $provider $Exportable (Get-CsContractPfxName $bytes $Password)
}
