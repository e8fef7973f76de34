# Key containers: <server>/Keys/<container>.json, or <server>/User/Keys of the person who is logged on.
# The key is there as PKCS#8; whether it may leave, who may read it and whose provider keeps it stands beside it and is enforced here.

using namespace System.Collections
using namespace System.Security.Cryptography

function Get-CsContractKeyPath([string] $Container, [string] $Context = 'Machine') {
  $folder = if ($Context -eq 'User') { 'User/Keys' } else { 'Keys' }
  [IO.Path]::Combine((Get-CsContractFolder), $folder, "$Container.json")
}

# A new key. Where forest/ready-keys.json names a folder of keys that were made before (2048-000.key, ...), each of them is given out once
# in the forest: finding primes is the slowest thing that a simulated server does.
function New-CsContractRsa([int] $Size) {
  $ready = Read-CsContractJson (Get-CsContractForest 'ready-keys.json')
  if ($null -ne $ready) {
    $used = Get-CsContractForest 'used-keys'
    $null = [IO.Directory]::CreateDirectory($used)
    $paths = [IO.Directory]::GetFiles($ready.folder, "$Size-*.key")
    [array]::Sort($paths, [StringComparer]::Ordinal)
    foreach ($path in $paths) {
      $claim = [IO.Path]::Combine($used, [IO.Path]::GetFileName($path))
      if ([IO.File]::Exists($claim)) { continue }
      # Of several who claim a key one gets it.
      try { [IO.File]::Open($claim, 'CreateNew').Dispose() } catch [IO.IOException] { continue }
      $rsa = [RSA]::Create()
      $rsa.ImportFromPem([IO.File]::ReadAllText($path))
      return $rsa
    }
  }
  [RSA]::Create($Size)
}

# Stores a key; its container. KeySpec is 1 for AT_KEYEXCHANGE, 2 for AT_SIGNATURE, 0 with a KSP.
function New-CsContractKey([RSA] $Key, [string] $Provider, [int] $KeySpec, [bool] $Exportable, [string] $Context = 'Machine') {
  $type = Get-CsContractProviderType $Provider
  $container = [guid]::NewGuid().ToString()
  Write-CsContractJson (Get-CsContractKeyPath $container $Context) ([ordered]@{
      provider = $Provider; providerType = $type; keySpec = $(if ($type -eq 0) { 0 } else { $KeySpec }); exportable = $Exportable
      access = @('NT AUTHORITY\SYSTEM', 'BUILTIN\Administrators'); pkcs8 = [Convert]::ToBase64String($Key.ExportPkcs8PrivateKey())
    })
  $container
}

# What is known of a key; $null when the container is gone.
function Get-CsContractKey([string] $Container, [string] $Context = 'Machine') {
  if (-not $Container) { return $null }
  Read-CsContractJson (Get-CsContractKeyPath $Container $Context)
}

# The key itself, for use. Throws as the provider does when it is gone or this person may not read it.
function Open-CsContractKey([string] $Container, [string] $Context = 'Machine') {
  $key = Get-CsContractKey $Container $Context
  if ($null -eq $key) { throw (New-CsContractCryptoError 0x80090016) }
  if (@($key.access | Where-Object { $_ -eq 'BUILTIN\Administrators' }).Count -eq 0) { throw (New-CsContractCryptoError 0x80070005) }
  $rsa = [RSA]::Create()
  $read = 0
  $rsa.ImportPkcs8PrivateKey([Convert]::FromBase64String($key.pkcs8), [ref] $read)
  $rsa
}

function Remove-CsContractKey([string] $Container, [string] $Context = 'Machine') {
  Remove-CsContractFile (Get-CsContractKeyPath $Container $Context)
}

function Update-CsContractKey([string] $Container, [IDictionary] $Change) {
  $key = Get-CsContractKey $Container
  if ($null -eq $key) { throw (New-CsContractCryptoError 0x80090016) }
  foreach ($name in $Change.Keys) { $key[$name] = $Change[$name] }
  Write-CsContractJson (Get-CsContractKeyPath $Container) $key
}
