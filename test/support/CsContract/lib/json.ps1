# Files of the simulated world are JSON. Written with .NET alone, since the engine of the tests has no ConvertTo-Json;
# each file is replaced as a whole, so that a kill leaves the old one or the new one.

function ConvertFrom-CsContractElement([System.Text.Json.JsonElement] $Element) {
  switch ($Element.ValueKind) {
    'Object' {
      $map = [ordered]@{}
      foreach ($property in $Element.EnumerateObject()) { $map[$property.Name] = ConvertFrom-CsContractElement $property.Value }
      return $map
    }
    'Array' { return , @(foreach ($item in $Element.EnumerateArray()) { ConvertFrom-CsContractElement $item }) }
    'String' { return $Element.GetString() }
    'Number' { return $(if ($Element.GetRawText() -match '^-?\d+$') { $Element.GetInt64() } else { $Element.GetDouble() }) }
    'True' { return $true }
    'False' { return $false }
    default { return $null }
  }
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
  if ($Value -is [System.Collections.IDictionary]) {
    $members = foreach ($key in $Value.Keys) { [Newtonsoft.Json.JsonConvert]::ToString([string] $key) + ':' + (ConvertTo-CsContractText $Value[$key]) }
    return '{' + (@($members) -join ',') + '}'
  }
  if ($Value -is [System.Management.Automation.PSCustomObject]) {
    $members = foreach ($property in $Value.psobject.Properties) { [Newtonsoft.Json.JsonConvert]::ToString([string] $property.Name) + ':' + (ConvertTo-CsContractText $property.Value) }
    return '{' + (@($members) -join ',') + '}'
  }
  if ($Value -is [datetime]) { return '"' + (ConvertTo-CsContractUtc $Value) + '"' }
  if ($Value -is [string]) { return [Newtonsoft.Json.JsonConvert]::ToString([string] $Value) }
  if ($Value -is [System.Collections.IEnumerable]) {
    $items = foreach ($item in $Value) { ConvertTo-CsContractText $item }
    return '[' + (@($items) -join ',') + ']'
  }
  if ($Value -is [int] -or $Value -is [long] -or $Value -is [double]) { return ([IFormattable] $Value).ToString($null, [cultureinfo]::InvariantCulture) }
  return [Newtonsoft.Json.JsonConvert]::ToString([string] $Value)
}

# Replaces the file at once.
function Write-CsContractJson([string] $Path, $Value) {
  $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($Path))
  $draft = "$Path.$([guid]::NewGuid().ToString('N')).tmp"
  [IO.File]::WriteAllText($draft, (ConvertTo-CsContractText $Value))
  [IO.File]::Move($draft, $Path, $true)
}

# Creates the file, or says $false when another process was first.
function New-CsContractJson([string] $Path, $Value) {
  $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($Path))
  $draft = "$Path.$([guid]::NewGuid().ToString('N')).tmp"
  [IO.File]::WriteAllText($draft, (ConvertTo-CsContractText $Value))
  try { [IO.File]::Move($draft, $Path, $false); return $true } catch [IO.IOException] { [IO.File]::Delete($draft); return $false }
}

function Get-CsContractJsonFiles([string] $Folder) {
  if (-not [IO.Directory]::Exists($Folder)) { return }
  $names = [IO.Directory]::GetFiles($Folder, '*.json')
  [array]::Sort($names, [StringComparer]::Ordinal)
  $names
}
