# Files of the simulated world are JSON. Written with .NET alone, since the engine of the tests has no ConvertTo-Json;
# each file is replaced as a whole, so that a kill leaves the old one or the new one.

using namespace System.Collections
using namespace System.Management.Automation

# Read often, so it spares calls: 1 object, 2 array, 3 text, 4 number, 5 true, 6 false, 7 null (JsonValueKind).
function ConvertFrom-CsContractElement([System.Text.Json.JsonElement] $Element) {
  $kind = [int] $Element.ValueKind
  if ($kind -eq 3) { return $Element.GetString() }
  if ($kind -eq 4) { return $(if ($Element.GetRawText().Contains('.')) { $Element.GetDouble() } else { $Element.GetInt64() }) }
  if ($kind -ge 5) { return $(if ($kind -eq 7) { $null } else { $kind -eq 5 }) }
  if ($kind -eq 2) { return , @(foreach ($item in $Element.EnumerateArray()) { ConvertFrom-CsContractElement $item }) }
  $map = [ordered]@{}
  foreach ($property in $Element.EnumerateObject()) {
    $value = $property.Value
    $map[$property.Name] = if ([int] $value.ValueKind -eq 3) { $value.GetString() } else { ConvertFrom-CsContractElement $value }
  }
  $map
}

# The file as ordered hashtables and arrays; $null when there is no such file.
function Read-CsContractJson([string] $Path) {
  if (-not [IO.File]::Exists($Path)) { return $null }
  $document = [System.Text.Json.JsonDocument]::Parse([IO.File]::ReadAllText($Path))
  try { return ConvertFrom-CsContractElement $document.RootElement } finally { $document.Dispose() }
}

function ConvertTo-CsContractText($Value) {
  if ($null -eq $Value) { return 'null' }
  if ($Value -is [bool]) { return $(if ($Value) { 'true' } else { 'false' }) }
  if ($Value -is [IDictionary]) {
    $members = foreach ($key in $Value.Keys) { [Newtonsoft.Json.JsonConvert]::ToString([string] $key) + ':' + (ConvertTo-CsContractText $Value[$key]) }
    return '{' + (@($members) -join ',') + '}'
  }
  if ($Value -is [System.Management.Automation.PSCustomObject]) {
    $members = foreach ($property in $Value.psobject.Properties) { [Newtonsoft.Json.JsonConvert]::ToString([string] $property.Name) + ':' + (ConvertTo-CsContractText $property.Value) }
    return '{' + (@($members) -join ',') + '}'
  }
  if ($Value -is [datetime]) { return '"' + (ConvertTo-CsContractUtc $Value) + '"' }
  if ($Value -is [string]) { return [Newtonsoft.Json.JsonConvert]::ToString([string] $Value) }
  if ($Value -is [IEnumerable]) {
    $items = foreach ($item in $Value) { ConvertTo-CsContractText $item }
    return '[' + (@($items) -join ',') + ']'
  }
  if ($Value -is [int] -or $Value -is [long] -or $Value -is [double]) {
    return ([IFormattable] $Value).ToString($null, [cultureinfo]::InvariantCulture)
  }
  return [Newtonsoft.Json.JsonConvert]::ToString([string] $Value)
}

# Before every change of the simulated world. <server>/kill.json {"at": 3} kills this process as it is about to make its third one,
# once: the file is gone by then.
$script:CsContractChanges = 0
function Enter-CsContractChange {
  $order = [IO.Path]::Combine((Get-CsContractFolder), 'kill.json')
  if (-not [IO.File]::Exists($order)) { return }
  $script:CsContractChanges++
  if ($script:CsContractChanges -lt (Read-CsContractJson $order).at) { return }
  [IO.File]::Delete($order)
  [Diagnostics.Process]::GetCurrentProcess().Kill()
  [Threading.Thread]::Sleep([Threading.Timeout]::Infinite)
}

function Remove-CsContractFile([string] $Path) {
  Enter-CsContractChange
  [IO.File]::Delete($Path)
}

# Replaces the file at once.
function Write-CsContractJson([string] $Path, $Value) {
  $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($Path))
  $draft = "$Path.$([guid]::NewGuid().ToString('N')).tmp"
  [IO.File]::WriteAllText($draft, (ConvertTo-CsContractText $Value))
  Enter-CsContractChange
  [IO.File]::Move($draft, $Path, $true)
}

# Creates the file, or says $false when another process was first.
function New-CsContractJson([string] $Path, $Value) {
  $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($Path))
  $draft = "$Path.$([guid]::NewGuid().ToString('N')).tmp"
  [IO.File]::WriteAllText($draft, (ConvertTo-CsContractText $Value))
  Enter-CsContractChange
  try { [IO.File]::Move($draft, $Path, $false); return $true } catch [IO.IOException] { [IO.File]::Delete($draft); return $false }
}

function Get-CsContractJsonFiles([string] $Folder) {
  if (-not [IO.Directory]::Exists($Folder)) { return }
  $names = [IO.Directory]::GetFiles($Folder, '*.json')
  [array]::Sort($names, [StringComparer]::Ordinal)
  $names
}
