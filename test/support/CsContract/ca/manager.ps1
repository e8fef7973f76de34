# The CA manager's side, for tests: what `certutil -resubmit`, `-deny` and `-revoke` do on the CA.

function Get-CsContractSubmitted([int] $Id, [string] $Config) {
  $ca = Get-CsContractCa $Config
  $request = Get-CsContractCaRequest $ca $Id
  if ($null -eq $request) { throw "The CA has no request $Id" }
  @{ ca = $ca; request = $request }
}

# Requests as the CA manager sees them, all or one.
function Get-CsContractRequest {
  [CmdletBinding()] param([int] $Id, [string] $Config)
  $ca = Get-CsContractCa $Config
  if ($Id) { return [pscustomobject] (Get-CsContractSubmitted $Id $Config).request }
  $numbers = @(Get-CsContractJsonFiles ([IO.Path]::Combine($ca.folder, 'requests')) | ForEach-Object { [int] [IO.Path]::GetFileNameWithoutExtension($_) })
  [array]::Sort($numbers)
  foreach ($number in $numbers) { [pscustomobject] (Get-CsContractCaRequest $ca $number) }
}

function Approve-CsContractRequest {
  [CmdletBinding()] param([Parameter(Mandatory)] [int] $Id, [string] $Config)
  $found = Get-CsContractSubmitted $Id $Config
  if ($found.request.disposition -ne 'pending') { throw "Request $Id is $($found.request.disposition), not pending" }
  $null = Complete-CsContractRequest $found.ca $found.request
}

function Deny-CsContractRequest {
  [CmdletBinding()] param([Parameter(Mandatory)] [int] $Id, [string] $By = 'CONTOSO\caadmin', [string] $Config)
  $found = Get-CsContractSubmitted $Id $Config
  if ($found.request.disposition -ne 'pending') { throw "Request $Id is $($found.request.disposition), not pending" }
  $found.request.disposition = 'denied'
  $found.request.status = 0x80094014
  $found.request.message = "Denied by $By"
  Save-CsContractCaRequest $found.ca $found.request
}

function Revoke-CsContractRequest {
  [CmdletBinding()] param([Parameter(Mandatory)] [int] $Id, [string] $Config)
  $found = Get-CsContractSubmitted $Id $Config
  if ($found.request.disposition -ne 'issued') { throw "Request $Id is $($found.request.disposition), not issued" }
  $found.request.disposition = 'revoked'
  $found.request.status = 0x80092010
  $found.request.message = 'Revoked'
  Save-CsContractCaRequest $found.ca $found.request
}
