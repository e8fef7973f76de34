# The doubles of store.ps1. Each bears the alias of the function that it replaces: an alias wins over a function.

using namespace System.Security.Cryptography
using namespace System.Security.Cryptography.X509Certificates

# Their own names, which must be exported beside the aliases.
$script:CsContractSeam = @(
  'Get-CsContractHost', 'Get-CsContractDataFolder', 'Get-CsContractStoreEntries', 'Set-CsContractFriendlyName', 'Add-CsContractTrust'
  'Remove-CsContractStoreEntry', 'Test-CsContractKey', 'Export-CsContractPfx', 'Import-CsContractPfx', 'Invoke-CsContractProgram'
)

function Get-CsContractHost {
  [Alias('Get-CscertHost')] [CmdletBinding()] param()
  $server = Get-CsContractServer
  @{
    computer   = $server.fqdn.Split('.')[0]
    fqdn       = $server.fqdn
    domain     = $server.fqdn.Substring($server.fqdn.IndexOf('.') + 1)
    os         = (Get-CsContractBuild).ToString()
    powershell = $server.powershell
    clr        = '4.0.30319.42000'
    culture    = $server.culture
    utcNow     = ConvertTo-CsContractUtc (Get-CsContractNow)
    elevated   = [bool] $server.session.elevated
    user       = $server.session.user
    processId  = [Diagnostics.Process]::GetCurrentProcess().Id
  }
}

function Get-CsContractDataFolder {
  [Alias('Get-CscertFolder')] [CmdletBinding()] param()
  Assert-CsContractElevated
  $folder = [IO.Path]::Combine((Get-CsContractFolder), 'ProgramData', 'cscert')
  if (-not [IO.Directory]::Exists($folder)) {
    $null = [IO.Directory]::CreateDirectory($folder, [IO.UnixFileMode]'UserRead, UserWrite, UserExecute')
  }
  $folder
}

# Facts of keys for My and REQUEST, as the real one gives them: a name that was never set is '', a fact that is unknown $null.
function Get-CsContractStoreEntries {
  [Alias('Get-CscertEntries')] [CmdletBinding()]
  param([Parameter(Mandatory)] [ValidateSet('My', 'CA', 'Root', 'REQUEST')] [string] $Store)
  if ((Get-CsContractFault 'stores' $Store) -eq 'unreadable') { throw (New-CsContractCryptoError 0x80070005) }
  if ($Store -eq 'My') { Sync-CsContractReplica }
  foreach ($entry in Get-CsContractEntries $Store) {
    $found = @{
      thumbprint = $entry.thumbprint; der = $entry.der; friendlyName = [string] $entry.friendlyName; hasPrivateKey = $false
      provider = $null; providerType = $null; keySpec = $null; exportable = $null; container = $null
    }
    if (($Store -eq 'My' -or $Store -eq 'REQUEST') -and $entry.container) {
      $found.hasPrivateKey = $true
      $key = Get-CsContractKey $entry.container
      if ($null -ne $key) {
        foreach ($fact in 'provider', 'exportable') { $found[$fact] = $key[$fact] }
        $found.container = $entry.container
        # A key of CNG has neither.
        if ($key.providerType -ne 0) { foreach ($fact in 'providerType', 'keySpec') { $found[$fact] = $key[$fact] } }
      }
    }
    $found
  }
}

function Set-CsContractFriendlyName {
  [Alias('Set-CscertFriendlyName')] [CmdletBinding()]
  param(
    [Parameter(Mandatory)] [ValidateSet('My', 'CA', 'Root', 'REQUEST')] [string] $Store,
    [Parameter(Mandatory)] [string] $Thumbprint,
    [Parameter(Mandatory)] [AllowEmptyString()] [string] $Name
  )
  Assert-CsContractElevated
  $entry = Find-CsContractEntry $Store $Thumbprint
  if ($null -eq $entry) { return }
  Assert-CsContractFriendlyName $Store $Thumbprint $Name
  $entry.friendlyName = $Name
  $entry.Remove('thumbprint')
  Write-CsContractJson (Get-CsContractEntryPath $Store $Thumbprint) $entry
}

function Add-CsContractTrust {
  [Alias('Add-CscertEntry')] [CmdletBinding()]
  param([Parameter(Mandatory)] [ValidateSet('CA', 'Root')] [string] $Store, [Parameter(Mandatory)] [byte[]] $Der)
  Assert-CsContractElevated
  $null = Add-CsContractEntry $Store $Der
}

function Remove-CsContractStoreEntry {
  [Alias('Remove-CscertEntry')] [CmdletBinding()]
  param(
    [Parameter(Mandatory)] [ValidateSet('My', 'CA', 'Root', 'REQUEST')] [string] $Store,
    [Parameter(Mandatory)] [string] $Thumbprint,
    [Parameter(Mandatory)] [bool] $WithKey
  )
  Assert-CsContractElevated
  $entry = Find-CsContractEntry $Store $Thumbprint
  if ($null -eq $entry) { return }
  Remove-CsContractEntry $Store $Thumbprint
  if ($WithKey -and $entry.container) { Remove-CsContractKey $entry.container }
}

function Test-CsContractKey {
  [Alias('Test-CscertKey')] [CmdletBinding()]
  param([Parameter(Mandatory)] [ValidateSet('My', 'REQUEST')] [string] $Store, [Parameter(Mandatory)] [string] $Thumbprint)
  $entry = Find-CsContractEntry $Store $Thumbprint
  if ($null -eq $entry -or -not $entry.container -or $null -eq (Get-CsContractKey $entry.container)) { return $false }
  $private = Open-CsContractKey $entry.container
  $public = [RSACertificateExtensions]::GetRSAPublicKey((Get-CsContractCertificate ([Convert]::FromBase64String($entry.der))))
  try {
    if ($null -eq $public) { return $false }
    $sample = [RandomNumberGenerator]::GetBytes(32)
    $signature = $private.SignData($sample, 'SHA256', [RSASignaturePadding]::Pkcs1)
    return $public.VerifyData($sample, $signature, 'SHA256', [RSASignaturePadding]::Pkcs1)
  } finally {
    $private.Dispose()
    if ($null -ne $public) { $public.Dispose() }
  }
}

# Whatever the profile: 3DES and SHA-1, as .NET Framework has Windows write it.
function Export-CsContractPfx {
  [Alias('Export-CscertPfx')] [CmdletBinding()]
  param(
    [Parameter(Mandatory)] [string] $Thumbprint,
    [Parameter(Mandatory)] [string] $Password,
    [Parameter(Mandatory)] [ValidateSet('windows-legacy', 'modern')] [string] $Profile
  )
  $entry = Find-CsContractEntry 'My' $Thumbprint
  if ($null -eq $entry) { throw "My has no certificate $Thumbprint." }
  $key = Get-CsContractKey $entry.container
  if ($null -eq $key -or -not $key.exportable) { throw "The key of $Thumbprint may not be exported." }
  , (ConvertTo-CsContractPfx $entry (Open-CsContractKey $entry.container) $key.provider $Password)
}

# The provider is the one that the PFX names; another one than was wanted is refused, and nothing stays behind.
function Import-CsContractPfx {
  [Alias('Import-CscertPfx')] [CmdletBinding()]
  param(
    [Parameter(Mandatory)] [byte[]] $Bytes,
    [Parameter(Mandatory)] [AllowEmptyString()] [string] $Password,
    [Parameter(Mandatory)] [bool] $Exportable,
    [Parameter(Mandatory)] [string] $Provider
  )
  Assert-CsContractElevated
  $leaf = (Read-CsContractPfx $Bytes $Password)[0]
  if (-not $leaf.HasPrivateKey) { throw 'The PFX holds no private key.' }
  $landed = Get-CsContractPfxProvider $Bytes $Password
  if ($landed -ne $Provider) { throw "Windows put the key into `"$landed`" instead of `"$Provider`"." }
  Add-CsContractKeyed $leaf $landed $Exportable (Get-CsContractPfxName $Bytes $Password)
}

# Programs that the scripts start: certreq and certutil. What they print, and what they would show on a screen, see programs/.
function Invoke-CsContractProgram {
  [Alias('Invoke-CscertProgram')] [CmdletBinding()]
  param(
    [Parameter(Mandatory)] [ValidateSet('certreq', 'certutil')] [string] $Name,
    [Parameter(Mandatory)] [AllowEmptyCollection()] [AllowEmptyString()] [string[]] $Arguments,
    [Parameter(Mandatory)] [int] $TimeoutSeconds
  )
  Add-CsContractProgram $Name $Arguments
  $run = if ($Name -eq 'certreq') { Invoke-CsContractCertReq $Arguments } else { Invoke-CsContractCertUtil $Arguments }
  if ($run.waits) {
    # A window that nobody sees: the program ends only when it is killed.
    [Threading.Thread]::Sleep([timespan]::FromSeconds($TimeoutSeconds))
    throw "$Name had not ended after $TimeoutSeconds seconds and was stopped."
  }
  @{ exitCode = $run.exitCode; output = $run.output; error = '' }
}
