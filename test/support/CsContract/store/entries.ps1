# Entries of the stores: <server>/Stores/<store>/<thumbprint>.json of the machine, <server>/User/Stores of the person.
# An entry is one file, replaced at once; its key lies in a container of its own and is there first.

function Get-CsContractStoreFolder([string] $Store, [string] $Context = 'Machine') {
  $folder = if ($Context -eq 'User') { 'User/Stores' } else { 'Stores' }
  [IO.Path]::Combine((Get-CsContractFolder), $folder, $Store)
}

function Get-CsContractEntryPath([string] $Store, [string] $Thumbprint, [string] $Context = 'Machine') {
  [IO.Path]::Combine((Get-CsContractStoreFolder $Store $Context), $Thumbprint.ToUpperInvariant() + '.json')
}

# All entries of a store: thumbprint, der, friendlyName, container.
function Get-CsContractEntries([string] $Store, [string] $Context = 'Machine') {
  foreach ($path in Get-CsContractJsonFiles (Get-CsContractStoreFolder $Store $Context)) {
    $entry = Read-CsContractJson $path
    if ($null -eq $entry) { continue }
    $entry.thumbprint = [IO.Path]::GetFileNameWithoutExtension($path)
    $entry
  }
}

# One entry; $null when it is not there. Windows takes any case and thumbprints only whole.
function Find-CsContractEntry([string] $Store, [string] $Thumbprint, [string] $Context = 'Machine') {
  $entry = Read-CsContractJson (Get-CsContractEntryPath $Store $Thumbprint $Context)
  if ($null -ne $entry) { $entry.thumbprint = $Thumbprint.ToUpperInvariant() }
  $entry
}

# Adds or replaces an entry; its thumbprint. What the store knew of it already is kept where nothing else is said.
function Add-CsContractEntry([string] $Store, [byte[]] $Der, [string] $Container, [string] $FriendlyName, [string] $Context = 'Machine') {
  $certificate = Get-CsContractCertificate $Der
  $before = Find-CsContractEntry $Store $certificate.Thumbprint $Context
  if ($null -ne $before) {
    if (-not $Container) { $Container = $before.container }
    if (-not $FriendlyName) { $FriendlyName = $before.friendlyName }
  }
  Write-CsContractJson (Get-CsContractEntryPath $Store $certificate.Thumbprint $Context) ([ordered]@{
      subject = $certificate.Subject; friendlyName = $(if ($FriendlyName) { $FriendlyName } else { $null })
      container = $(if ($Container) { $Container } else { $null }); der = [Convert]::ToBase64String($Der)
    })
  $certificate.Thumbprint
}

function Remove-CsContractEntry([string] $Store, [string] $Thumbprint, [string] $Context = 'Machine') {
  Remove-CsContractFile (Get-CsContractEntryPath $Store $Thumbprint $Context)
}

# The entry whose key is that of this certificate or request; $null when there is none.
function Find-CsContractEntryOfKey([string] $Store, [string] $Spki, [string] $Context = 'Machine') {
  foreach ($entry in Get-CsContractEntries $Store $Context) {
    if ((Get-CsContractSpki (Get-CsContractCertificate ([Convert]::FromBase64String($entry.der))).PublicKey) -eq $Spki) { return $entry }
  }
}

# The product and its wizard tell certificates apart by friendly name (Certificate infrastructure requirements): one name, one certificate.
function Assert-CsContractFriendlyName([string] $Store, [string] $Thumbprint, [string] $Name) {
  if ($Store -ne 'My' -or -not $Name) { return }
  foreach ($entry in Get-CsContractEntries 'My') {
    if ($entry.friendlyName -eq $Name -and $entry.thumbprint -ne $Thumbprint.ToUpperInvariant()) {
      throw [InvalidOperationException]::new("The friendly name '$Name' is already used by the certificate $($entry.thumbprint)")
    }
  }
}
