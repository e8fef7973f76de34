# How certreq and certutil end: an exit code that is an HRESULT, lines on standard output, or a window that waits for ever.

using namespace System.Collections
using namespace System.Collections.Generic

# Ends the program from anywhere within it: an exception that only the programs themselves catch.
function New-CsContractExit([int] $Code, [string] $Text, [bool] $Waits) {
  $exit = [OperationCanceledException]::new($Text)
  $exit.Data['code'] = $Code
  $exit.Data['waits'] = $Waits
  $exit
}

# "Text. 0x80094012 (-2146877422 CERTSRV_E_TEMPLATE_DENIED)": how both programs print an error.
function Format-CsContractError([int] $HResult, [string] $Text, [string] $Name) {
  $number = if (($HResult -band 0xffff0000) -eq 0x80070000) { "WIN32: $($HResult -band 0xffff)" } else { "$HResult" }
  "$Text 0x$($HResult.ToString('x8')) ($number$(if ($Name) { " $Name" }))"
}

$script:CsContractErrorNames = @{
  0x80070002 = 'ERROR_FILE_NOT_FOUND'; 0x80070005 = 'ERROR_ACCESS_DENIED'; 0x8007000d = 'ERROR_INVALID_DATA'
  0x80070050 = 'ERROR_FILE_EXISTS'
  0x80070057 = 'ERROR_INVALID_PARAMETER'; 0x800706ba = 'RPC_S_SERVER_UNAVAILABLE'; 0x80090019 = 'NTE_KEYSET_NOT_DEF'
  0x8009001b = 'NTE_PROV_TYPE_NO_MATCH'; 0x80092004 = 'CRYPT_E_NOT_FOUND'; 0x800b0109 = 'CERT_E_UNTRUSTEDROOT'
  0x800b010a = 'CERT_E_CHAINING'
  0x800b0101 = 'CERT_E_EXPIRED'; 0x80090029 = 'NTE_NOT_SUPPORTED'; 0x80090009 = 'NTE_BAD_FLAGS'; 0x80090008 = 'NTE_BAD_ALGID'
}

# Ends the program with an error of Windows.
function Stop-CsContractProgram([int] $HResult, [string] $Detail) {
  $text = Format-CsContractError $HResult (Get-CsContractText $HResult) $script:CsContractErrorNames[$HResult]
  throw (New-CsContractExit $HResult $(if ($Detail) { "$text`r`n$Detail" } else { $text }) $false)
}

# The program asks a person in a window. With -q it fails instead.
function Wait-CsContractPerson([IDictionary] $Given, [int] $HResult, [string] $Detail) {
  if ($Given.Contains('q')) { Stop-CsContractProgram $HResult $Detail }
  throw (New-CsContractExit 0 '' $true)
}

# Splits arguments as both programs do: options begin with - or /, in any case; the first one is the verb.
# $Known: option to the number of values that it takes.
function Read-CsContractArguments([string[]] $Arguments, [IDictionary] $Known) {
  $given = @{}
  $positional = [List[string]]::new()
  for ($at = 0; $at -lt $Arguments.Count; $at++) {
    $argument = $Arguments[$at]
    if ($argument -notmatch '^[-/]([A-Za-z?][A-Za-z.]*)$') { $positional.Add($argument); continue }
    $name = $Matches[1].ToLowerInvariant()
    if (-not $Known.Contains($name)) { throw (New-CsContractExit 0x80070057 "Unknown arg: $argument" $false) }
    if ($given.Contains($name)) { throw (New-CsContractExit 0x80070057 "Duplicate arg: $argument" $false) }
    if ($Known[$name] -eq 0) { $given[$name] = $true; continue }
    $at++
    if ($at -ge $Arguments.Count) { throw (New-CsContractExit 0x80070057 "Missing value of $argument" $false) }
    $given[$name] = $Arguments[$at]
  }
  @{ given = $given; positional = $positional.ToArray() }
}

# Output files are not replaced without -f: the program asks.
function Assert-CsContractFree([IDictionary] $Given, [string[]] $Paths) {
  foreach ($path in $Paths) {
    if ($path -and [IO.File]::Exists($path) -and -not $Given.Contains('f')) { Wait-CsContractPerson $Given 0x80070050 $path }
  }
}
