# The INF that `certreq -new` reads: sections of NAME = value, "quoted" where needed, ; comments, %strings%.
# Read as SetupAPI does: ANSI or UTF-16 with its mark; a mark of UTF-8 is taken for letters.

using namespace System.Collections
using namespace System.Collections.Generic

function Read-CsContractInf([string] $Path) {
  $bytes = [IO.File]::ReadAllBytes($Path)
  $unicode = $bytes.Length -ge 2 -and $bytes[0] -eq 0xff -and $bytes[1] -eq 0xfe
  $text = if ($unicode) { [Text.Encoding]::Unicode.GetString($bytes, 2, $bytes.Length - 2) } else { [Text.Encoding]::Latin1.GetString($bytes) }
  $sections = [ordered]@{}
  $current = $null
  $number = 0
  foreach ($raw in $text -split "\r\n|\n|\r") {
    $number++
    $line = (Remove-CsContractComment $raw).Trim()
    if ($line -eq '') { continue }
    if ($line -match '^\[([^\[\]]+)\]$') {
      $current = $Matches[1].Trim().ToLowerInvariant()
      if (-not $sections.Contains($current)) { $sections[$current] = [List[object]]::new() }
      continue
    }
    if ($null -eq $current) { Stop-CsContractProgram 0x8007000d "line $number stands before the first section" }
    if ($line -notmatch '^("[^"]*"|[^=]+?)\s*=\s*(.*)$') { Stop-CsContractProgram 0x8007000d "[$current] line ${number}: no = sign" }
    $key = $Matches[1].Trim('"').Trim(); $value = $Matches[2]
    $sections[$current].Add(@{ key = $key; value = Read-CsContractInfValue $value "[$current] line $number"; line = $number })
  }
  Resolve-CsContractStrings $sections
}

# A ; within quotes is no comment.
function Remove-CsContractComment([string] $Line) {
  $quoted = $false
  for ($at = 0; $at -lt $Line.Length; $at++) {
    if ($Line[$at] -eq '"') { $quoted = -not $quoted }
    elseif ($Line[$at] -eq ';' -and -not $quoted) { return $Line.Substring(0, $at) }
  }
  $Line
}

# "a ""b"" c" is a "b" c. Without quotes a comma would end the first field: SetupAPI gives certreq the whole line, so it may stay.
function Read-CsContractInfValue([string] $Value, [string] $Where) {
  $text = $Value.Trim()
  if (-not $text.StartsWith('"')) {
    if ($text.Contains('"')) { Stop-CsContractProgram 0x8007000d "$Where`: a quote within a value without quotes" }
    return $text
  }
  if ($text -notmatch '^"((?:[^"]|"")*)"$') { Stop-CsContractProgram 0x8007000d "$Where`: quotes do not match" }
  $Matches[1].Replace('""', '"')
}

# %name% is replaced from [Strings], %% is a percent sign; what has no such string stays as it is.
function Resolve-CsContractStrings([IDictionary] $Sections) {
  $strings = @{}
  if ($Sections.Contains('strings')) { foreach ($line in $Sections['strings']) { $strings[$line.key] = $line.value } }
  foreach ($section in @($Sections.Keys)) {
    if ($section -eq 'strings') { continue }
    foreach ($line in $Sections[$section]) {
      $line.key = Expand-CsContractStrings $line.key $strings
      $line.value = Expand-CsContractStrings $line.value $strings
    }
  }
  $Sections
}

function Expand-CsContractStrings([string] $Text, [hashtable] $Strings) {
  if (-not $Text.Contains('%')) { return $Text }
  [regex]::Replace($Text, '%([^%]*)%', {
      param($match)
      $name = $match.Groups[1].Value
      if ($name -eq '') { '%' } elseif ($Strings.ContainsKey($name)) { $Strings[$name] } else { $match.Value }
    })
}

# The lines of [Extensions], `_continue_` joined to the value before: OID to text.
function Read-CsContractExtensions([object[]] $Lines) {
  $found = [ordered]@{}
  $critical = @()
  $last = $null
  foreach ($line in $Lines) {
    if ($line.key -eq '_continue_') {
      if ($null -eq $last) { Stop-CsContractProgram 0x8007000d "[Extensions] line $($line.line): nothing to continue" }
      $found[$last] += $line.value
    } elseif ($line.key -eq 'Critical') {
      $critical += @($line.value -split ',' | ForEach-Object { $_.Trim() })
    } elseif ($line.key -match '^\d+(\.\d+)+$') {
      if ($found.Contains($line.key)) { Stop-CsContractProgram 0x8007000d "[Extensions] $($line.key) twice" }
      $last = $line.key
      $found[$last] = $line.value
    } else {
      Stop-CsContractProgram 0x8007000d "[Extensions] $($line.key)"
    }
  }
  @{ values = $found; critical = $critical }
}
