# The doubles of store.ps1. Each bears the alias of the function that it replaces: an alias wins over a function.

# Their own names, which must be exported beside the aliases.
$script:CsContractSeam = @(
  'Get-CsContractHost', 'Get-CsContractDataFolder', 'Get-CsContractStoreEntries', 'Set-CsContractFriendlyName', 'Add-CsContractTrust'
  'Remove-CsContractStoreEntry', 'Test-CsContractKey', 'Export-CsContractPfx', 'Import-CsContractPfx', 'Invoke-CsContractProgram'
)

function Get-CsContractHost {
  [Alias('Get-CscertHost')] [CmdletBinding()] param()
  $server = Get-CsContractServer
  [pscustomobject]@{
    computer   = $server.fqdn.Split('.')[0].ToUpperInvariant()
    fqdn       = $server.fqdn
    domain     = $server.domain
    os         = (Get-CsContractBuild).ToString()
    powershell = $server.powershell
    clr        = '4.0.30319.42000'
    culture    = $server.culture
    utcNow     = ConvertTo-CsContractUtc (Get-CsContractNow)
    elevated   = [bool] $server.session.elevated
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

function Get-CsContractStoreEntries {
  [Alias('Get-CscertEntries')] [CmdletBinding()]
  param([Parameter(Mandatory)] [ValidateSet('My', 'CA', 'Root', 'REQUEST')] [string] $Store)
  if ((Get-CsContractFault 'stores' $Store) -eq 'unreadable') { throw (New-CsContractCryptoError 0x80070005) }
  foreach ($entry in Get-CsContractEntries $Store) {
    $keyed = $Store -eq 'My' -or $Store -eq 'REQUEST'
    $key = if ($keyed) { Get-CsContractKey $entry.container } else { $null }
    [pscustomobject]@{
      thumbprint    = $entry.thumbprint
      der           = $entry.der
      friendlyName  = $entry.friendlyName
      hasPrivateKey = if ($keyed) { [bool] $entry.container } else { $false }
      provider      = if ($key) { $key.provider } else { $null }
      providerType  = if ($key) { $key.providerType } else { $null }
      keySpec       = if ($key) { $key.keySpec } else { $null }
      exportable    = if ($key) { $key.exportable } else { $null }
      container     = if ($keyed) { $entry.container } else { $null }
    }
  }
}

function Get-CsContractPresent([string] $Store, [string] $Thumbprint) {
  $entry = Find-CsContractEntry $Store $Thumbprint
  if ($null -eq $entry) { throw (New-CsContractCryptoError 0x80092004) }
  $entry
}

function Set-CsContractFriendlyName {
  [Alias('Set-CscertFriendlyName')] [CmdletBinding()]
  param(
    [Parameter(Mandatory)] [ValidateSet('My', 'CA', 'Root', 'REQUEST')] [string] $Store,
    [Parameter(Mandatory)] [string] $Thumbprint,
    [Parameter(Mandatory)] [AllowEmptyString()] [string] $Name
  )
  Assert-CsContractElevated
  $entry = Get-CsContractPresent $Store $Thumbprint
  Assert-CsContractFriendlyName $Store $Thumbprint $Name
  $entry.friendlyName = if ($Name) { $Name } else { $null }
  $path = Get-CsContractEntryPath $Store $Thumbprint
  $entry.Remove('thumbprint')
  Write-CsContractJson $path $entry
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
  $entry = Get-CsContractPresent $Store $Thumbprint
  Remove-CsContractEntry $Store $Thumbprint
  if ($WithKey -and $entry.container) { Remove-CsContractKey $entry.container }
}

function Test-CsContractKey {
  [Alias('Test-CscertKey')] [CmdletBinding()]
  param([Parameter(Mandatory)] [ValidateSet('My', 'REQUEST')] [string] $Store, [Parameter(Mandatory)] [string] $Thumbprint)
  $entry = Get-CsContractPresent $Store $Thumbprint
  if (-not $entry.container) { return $false }
  $private = Open-CsContractKey $entry.container
  $public = [System.Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPublicKey((Get-CsContractCertificate ([Convert]::FromBase64String($entry.der))))
  try {
    if ($null -eq $public) { return $false }
    $sample = [System.Security.Cryptography.RandomNumberGenerator]::GetBytes(32)
    $signature = $private.SignData($sample, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
    return $public.VerifyData($sample, $signature, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
  } finally {
    $private.Dispose()
    if ($null -ne $public) { $public.Dispose() }
  }
}

function Export-CsContractPfx {
  [Alias('Export-CscertPfx')] [CmdletBinding()]
  param(
    [Parameter(Mandatory)] [string] $Thumbprint,
    [Parameter(Mandatory)] [string] $Password,
    [Parameter(Mandatory)] [ValidateSet('windows-legacy', 'modern')] [string] $Profile
  )
  Assert-CsContractElevated
  $entry = Get-CsContractPresent 'My' $Thumbprint
  if (-not $entry.container) { throw (New-CsContractCryptoError 0x80092004) }
  $private = Open-CsContractKey $entry.container
  if (-not (Get-CsContractKey $entry.container).exportable) { throw (New-CsContractCryptoError 0x8009000b) }
  if ($Profile -eq 'modern' -and -not (Test-CsContractModernPfx)) { throw (New-CsContractCryptoError 0x80090029) }
  $certificate = Get-CsContractCertificate ([Convert]::FromBase64String($entry.der))
  $whole = [System.Security.Cryptography.X509Certificates.RSACertificateExtensions]::CopyWithPrivateKey($certificate, $private)
  , (ConvertTo-CsContractPfx $whole $Password $Profile)
}

function Import-CsContractPfx {
  [Alias('Import-CscertPfx')] [CmdletBinding()]
  param(
    [Parameter(Mandatory)] [byte[]] $Bytes,
    [Parameter(Mandatory)] [AllowEmptyString()] [string] $Password,
    [Parameter(Mandatory)] [bool] $Exportable,
    [Parameter(Mandatory)] [string] $Provider
  )
  Assert-CsContractElevated
  $null = Get-CsContractProviderType $Provider
  $leaf = (Read-CsContractPfx $Bytes $Password)[0]
  if (-not $leaf.HasPrivateKey) { throw (New-CsContractCryptoError 0x80092004) }
  $rsa = [System.Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($leaf)
  if ($null -eq $rsa) { throw (New-CsContractCryptoError 0x80090029) }
  Add-CsContractKeyed $leaf.RawData $rsa $Provider $Exportable
}

# Into My with its key. An entry that is there already gets the new container, and its old one stays behind, as in Windows.
function Add-CsContractKeyed([byte[]] $Der, [System.Security.Cryptography.RSA] $Key, [string] $Provider, [bool] $Exportable) {
  $container = New-CsContractKey $Key $Provider 1 $Exportable
  Add-CsContractEntry 'My' $Der $container
}

# Programs that the scripts start: certreq and certutil. What they print, and what they would show on a screen, see programs/.
function Invoke-CsContractProgram {
  [Alias('Invoke-CscertProgram')] [CmdletBinding()]
  param(
    [Parameter(Mandatory)] [ValidateSet('certreq', 'certutil')] [string] $Name,
    [Parameter(Mandatory)] [AllowEmptyCollection()] [AllowEmptyString()] [string[]] $Arguments,
    [Parameter(Mandatory)] [int] $TimeoutSeconds
  )
  $run = if ($Name -eq 'certreq') { Invoke-CsContractCertReq $Arguments } else { Invoke-CsContractCertUtil $Arguments }
  if ($run.waits) {
    # A window that nobody sees: the program ends only when it is killed.
    [Threading.Thread]::Sleep([timespan]::FromSeconds($TimeoutSeconds))
    throw [TimeoutException]::new("$Name did not end within $TimeoutSeconds seconds")
  }
  [pscustomobject]@{ exitCode = $run.exitCode; output = $run.output; error = '' }
}
