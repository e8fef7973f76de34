# certreq -submit and -retrieve: what the CA's answer looks like on this side (AD CS as its public clients see it).

using namespace System.Collections

function Invoke-CsContractSubmit([IDictionary] $Given, [string[]] $Files) {
  if ($Files.Count -lt 1) { Wait-CsContractPerson $Given 0x80070057 'RequestFileIn' }
  $ca = Connect-CsContractCa $Given
  if (-not [IO.File]::Exists($Files[0])) { Stop-CsContractProgram 0x80070002 $Files[0] }
  $outputs = Get-CsContractOutputs $Files 1
  Assert-CsContractFree $Given @($outputs.Values)
  $request = Submit-CsContractRequest $ca (Read-CsContractDer $Files[0]) ([string] $Given['attrib']) (Get-CsContractCaller $Given)
  Write-CsContractAnswer $ca $request $outputs $Given
}

function Invoke-CsContractRetrieve([IDictionary] $Given, [string[]] $Files) {
  if ($Files.Count -lt 1) { Stop-CsContractProgram 0x80070057 'RequestId' }
  $ca = Connect-CsContractCa $Given
  $id = if ($Files[0] -match '^0x[0-9a-fA-F]+$') { [Convert]::ToInt32($Files[0], 16) } elseif ($Files[0] -match '^\d+$') { [int] $Files[0] } else { Stop-CsContractProgram 0x80070057 $Files[0] }
  $outputs = Get-CsContractOutputs $Files 1
  Assert-CsContractFree $Given @($outputs.Values)
  $null = Get-CsContractCaller $Given
  $request = Get-CsContractCaRequest $ca $id
  if ($null -eq $request) {
    throw (New-CsContractExit 0x80094004 (Format-CsContractError 0x80094004 'The requested property value is empty.' 'CERTSRV_E_PROPERTY_EMPTY') $false)
  }
  Write-CsContractAnswer $ca $request $outputs $Given
}

# OUT.cer [CHAIN.p7b [OUT.rsp]]. The full response is written beside the certificate also where nobody asked for it.
function Get-CsContractOutputs([string[]] $Files, [int] $First) {
  $outputs = [ordered]@{}
  $names = @('certificate', 'chain', 'response')
  for ($at = 0; $at -lt 3 -and $First + $at -lt $Files.Count; $at++) { $outputs[$names[$at]] = $Files[$First + $at] }
  if ($outputs.Contains('certificate') -and -not $outputs.Contains('response')) {
    $outputs['response'] = [IO.Path]::ChangeExtension($outputs['certificate'], '.rsp')
  }
  $outputs
}

# Without -config a window lists the CAs, and nobody sees it.
function Connect-CsContractCa([IDictionary] $Given) {
  if (-not $Given.Contains('config')) { Wait-CsContractPerson $Given 0x80070057 '-config' }
  $ca = Find-CsContractCa $Given['config']
  if ($null -ne $ca -and (Get-CsContractFault 'ca' 'silent') -eq $ca.config) { throw (New-CsContractExit 0 '' $true) }
  if ($null -eq $ca -or (Get-CsContractFault 'ca' 'unreachable')) { Stop-CsContractProgram 0x800706ba $Given['config'] }
  $ca
}

# The account that the CA sees. A session that came over the network has no ticket of its own to give away (the second hop).
function Get-CsContractCaller([IDictionary] $Given) {
  $server = Get-CsContractServer
  if (-not $server.joined) { Stop-CsContractProgram 0x80070005 'a workgroup server has no account that the CA knows' }
  if ($Given.Contains('adminforcemachine')) {
    if (-not $server.session.elevated) { Stop-CsContractProgram 0x80070005 '-AdminForceMachine' }
    return @{ account = "$($server.netbios)\$($server.fqdn.Split('.')[0].ToUpperInvariant())$"; groups = @('Authenticated Users', 'Domain Computers') + @($server.groups | Where-Object { $_ }) }
  }
  if (-not $server.session.secondHop) { Stop-CsContractProgram 0x80070005 'no second hop' }
  @{ account = $server.session.user; groups = @('Authenticated Users', 'Domain Users') + @($server.session.groups | Where-Object { $_ }) }
}

function Write-CsContractAnswer($Ca, $Request, [IDictionary] $Outputs, [IDictionary] $Given) {
  Get-CsContractPhrase 'id' "$($Request.id)"
  Get-CsContractPhrase 'id' "`"$($Request.id)`""
  # The way breaks when the CA has its request: the number is told, and nothing else arrives.
  if (Get-CsContractFault 'ca' 'breaksOff') {
    $script:CsContractExitCode = 0x800706ba
    return Get-CsContractPhrase 'error' (Format-CsContractError 0x800706ba 'The RPC server is unavailable.' 'RPC_S_SERVER_UNAVAILABLE')
  }
  # The full response is there for every outcome (the stray .rsp).
  if ($Outputs.Contains('response')) {
    [IO.File]::WriteAllText($Outputs['response'], (ConvertTo-CsContractPem (New-CsContractResponse $Ca $Request) 'CERTIFICATE'))
  }
  if ($Request.disposition -eq 'issued') {
    $der = [Convert]::FromBase64String($Request.certificate)
    if ($Outputs.Contains('certificate')) { Write-CsContractFile $Outputs['certificate'] $der 'CERTIFICATE' $Given }
    if ($Outputs.Contains('chain')) { Write-CsContractFile $Outputs['chain'] (Get-CsContractChainFile $Ca $der) 'CERTIFICATE' $Given }
    Get-CsContractPhrase 'issued'
  } elseif ($Request.disposition -eq 'pending') {
    Get-CsContractPhrase 'pending'
    $script:CsContractExitCode = [int] (Get-CsContractFault 'certreq' 'pendingExit')
  } else {
    $phrase = if ($Request.disposition -eq 'revoked') { 'revoked' } else { 'denied' }
    Get-CsContractPhrase $phrase $Request.message
    # Sources do not settle what the exit code is here (AD CS as its public clients see it): {"certreq": {"deniedExit": 0}} shows the other kind.
    $code = Get-CsContractFault 'certreq' 'deniedExit'
    $script:CsContractExitCode = if ($null -ne $code) { [int] $code } else { [int] $Request.status }
  }
}

function Write-CsContractFile([string] $Path, [byte[]] $Der, [string] $Label, [IDictionary] $Given) {
  if ($Given.Contains('binary')) { [IO.File]::WriteAllBytes($Path, $Der) } else { [IO.File]::WriteAllText($Path, (ConvertTo-CsContractPem $Der $Label)) }
}
