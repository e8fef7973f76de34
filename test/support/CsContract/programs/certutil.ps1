# certutil as the scripts use it: CAs of the forest (no arguments), -ping, -CAInfo, -CATemplates, -ca.cert and -ca.chain.

using namespace System.Collections

$script:CsContractCertUtilVerbs = 'ping', 'cainfo', 'catemplates', 'ca.cert', 'ca.chain', 'dump'

function Invoke-CsContractCertUtil([string[]] $Arguments) {
  $verb = 'dump'
  try {
    $read = Read-CsContractArguments $Arguments @{ config = 1; f = 0; v = 0; q = 0; ping = 0; cainfo = 0; catemplates = 0; 'ca.cert' = 0; 'ca.chain' = 0; dump = 0 }
    $asked = @($script:CsContractCertUtilVerbs | Where-Object { $read.given.Contains($_) })
    if ($asked.Count -gt 1) { throw (New-CsContractExit 0x80070057 "Unexpected arg: -$($asked[1])" $false) }
    if ($asked.Count -eq 1) { $verb = $asked[0] }
    Assert-CsContractHealthy 'certutil' $verb
    $lines = if ($verb -eq 'dump') { Get-CsContractConfigStrings $read.given } else { Invoke-CsContractCaQuestion $verb $read.given $read.positional }
    return @{ exitCode = 0; output = (@($lines) + "CertUtil: -$verb command completed successfully." -join "`r`n") + "`r`n"; waits = $false }
  } catch [OperationCanceledException] {
    $exit = $_.Exception
    $text = @("CertUtil: -$verb command FAILED: $($exit.Message.Substring([math]::Max(0, $exit.Message.IndexOf('0x'))))", "CertUtil: $($exit.Message)")
    return @{ exitCode = $exit.Data.code; output = ($text -join "`r`n") + "`r`n"; waits = $exit.Data.waits }
  }
}

# certutil alone lists the CAs that Active Directory publishes, each with its Config string (Request-CsCertificate, -CA).
function Get-CsContractConfigStrings([IDictionary] $Given) {
  $server = Get-CsContractServer
  $all = @(if ($server.joined -and $server.session.secondHop) { Get-CsContractCas })
  if ($all.Count -eq 0) {
    throw (New-CsContractExit 0x80070103 (Format-CsContractError 0x80070103 'No more data is available.' 'ERROR_NO_MORE_ITEMS') $false)
  }
  $config = if ((Get-CsContractFault 'certreq' 'locale') -eq 'de') { 'Konfiguration:' } else { 'Config:' }
  for ($at = 0; $at -lt $all.Count; $at++) {
    $ca = $all[$at]
    $bare = $ca.host.Split('.')[0]
    "Entry $at`:"
    foreach ($pair in @(
        @('Name:', $ca.name), @('Organizational Unit:', ''), @('Organization:', ''), @('Locality:', ''), @('State:', ''), @('Country/region:', '')
        @($config, $ca.config), @('Exchange Certificate:', ''), @('Signature Certificate:', "$($ca.host)_$($ca.name).crt"), @('Description:', '')
        @('Server:', $ca.host), @('Authority:', $ca.name), @('Sanitized Name:', $ca.name), @('Short Name:', $ca.name), @('Sanitized Short Name:', $bare), @('Flags:', '1')
      )) { '  {0,-25} "{1}"' -f $pair[0], $pair[1] }
  }
}

function Invoke-CsContractCaQuestion([string] $Verb, [IDictionary] $Given, [string[]] $Files) {
  $ca = Connect-CsContractCa $Given
  $caller = Get-CsContractCaller $Given
  switch ($Verb) {
    'ping' {
      "Connecting to $($ca.config) ..."
      "Server `"$($ca.name)`" ICertRequest2 interface is alive (16ms)"
    }
    'cainfo' {
      "CA name: $($ca.name)"; "Sanitized CA short name (DS name): $($ca.name)"; 'CA type: 1 -- Enterprise Subordinate CA'; "DNS Name: $($ca.host)"
      'CA cert count: 1'; 'CA cert[0]: 3 -- Valid'
    }
    'catemplates' {
      # Every template that the CA issues, and whether this account may have it.
      foreach ($template in Get-CsContractTemplates) {
        if ($template.name -notin @($ca.templates)) { continue }
        "$($template.name): $($template.displayName) -- Auto-Enroll: Access is denied.$(if (Test-CsContractEnroll $template $caller) { '' } else { ' (Enroll: Access is denied.)' })"
      }
    }
    default {
      if ($Files.Count -lt 1) { Stop-CsContractProgram 0x80070057 'OutCACertFile' }
      Assert-CsContractFree $Given @($Files[0])
      $der = if ($Verb -eq 'ca.cert') { [Convert]::FromBase64String($ca.certificate) } else { ConvertTo-CsContractPkcs7 @(Get-CsContractCaChain $ca) }
      [IO.File]::WriteAllBytes($Files[0], $der)
      'CA cert[0]: 3 -- Valid'
    }
  }
}
