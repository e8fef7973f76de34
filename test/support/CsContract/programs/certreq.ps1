# certreq as the scripts use it: -new, -submit, -retrieve and -accept.

# How a run that came to its end ends: 0, or the HRESULT of a denial, which is an answer and no error.
$script:CsContractExitCode = 0

$script:CsContractCertReqOptions = @{
  new      = @{ machine = 0; user = 0; q = 0; f = 0; binary = 0 }
  submit   = @{ config = 1; attrib = 1; adminforcemachine = 0; f = 0; q = 0; binary = 0; rpc = 0 }
  retrieve = @{ config = 1; adminforcemachine = 0; f = 0; q = 0; binary = 0; rpc = 0 }
  accept   = @{ machine = 0; user = 0; q = 0; f = 0 }
}

function Invoke-CsContractCertReq([string[]] $Arguments) {
  $script:CsContractExitCode = 0
  try {
    $verb = if ($Arguments.Count -gt 0 -and $Arguments[0] -match '^[-/](new|submit|retrieve|accept)$') { $Matches[1].ToLowerInvariant() } else { $null }
    if ($null -eq $verb) { throw (New-CsContractExit 0x80070057 "Unknown arg: $Arguments" $false) }
    Assert-CsContractHealthy 'certreq' $verb
    $rest = if ($Arguments.Count -gt 1) { $Arguments[1..($Arguments.Count - 1)] } else { @() }
    $read = Read-CsContractArguments $rest $script:CsContractCertReqOptions[$verb]
    $lines = switch ($verb) {
      'new' { Invoke-CsContractNew $read.given $read.positional }
      'submit' { Invoke-CsContractSubmit $read.given $read.positional }
      'retrieve' { Invoke-CsContractRetrieve $read.given $read.positional }
      'accept' { Invoke-CsContractAccept $read.given $read.positional }
    }
    return @{ exitCode = $script:CsContractExitCode; output = (@($lines) -join "`r`n") + "`r`n"; waits = $false }
  } catch [OperationCanceledException] {
    $exit = $_.Exception
    return @{ exitCode = $exit.Data.code; output = (Get-CsContractPhrase 'error' $exit.Message) + "`r`n"; waits = $exit.Data.waits }
  }
}

# Faults of the program itself: {"certreq": {"hang": "submit", "fail": {"new": -2146893807}}}
function Assert-CsContractHealthy([string] $Program, [string] $Verb) {
  if ((Get-CsContractFault $Program 'hang') -eq $Verb) { throw (New-CsContractExit 0 '' $true) }
  $failures = Get-CsContractFault $Program 'fail'
  if ($null -ne $failures -and $null -ne $failures[$Verb]) {
    throw (New-CsContractExit ([int] $failures[$Verb]) "Fault $($failures[$Verb])" $false)
  }
}
