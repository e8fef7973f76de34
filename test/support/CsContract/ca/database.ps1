# The CA's database: one file per request, numbered in the order of arrival. Asking again is a new request, as in AD CS.

using namespace System.Collections

function Get-CsContractCaPath($Ca, [int] $Id) { [IO.Path]::Combine($Ca.folder, 'requests', "$Id.json") }

function Get-CsContractCaRequest($Ca, [int] $Id) {
  $request = Read-CsContractJson (Get-CsContractCaPath $Ca $Id)
  # A test outside this engine may only say that a request is approved; the certificate is made when somebody looks.
  if ($null -ne $request -and $request.disposition -eq 'approved') { $request = Resume-CsContractRequest $Ca $request }
  $request
}

function Save-CsContractCaRequest($Ca, $Request) { Write-CsContractJson (Get-CsContractCaPath $Ca $Request.id) $Request }

# Takes the next number, also when several processes ask at once.
function Add-CsContractCaRequest($Ca, [IDictionary] $Request) {
  $id = 1 + [int] $Ca.firstId
  foreach ($path in Get-CsContractJsonFiles ([IO.Path]::Combine($Ca.folder, 'requests'))) {
    $id = [math]::Max($id, 1 + [int] [IO.Path]::GetFileNameWithoutExtension($path))
  }
  do { $Request.id = $id++ } until (New-CsContractJson (Get-CsContractCaPath $Ca $Request.id) $Request)
  $Request
}
