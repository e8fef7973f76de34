# Usage -> certificate. Of the computer in <server>/assigned.json, of the deployment in forest/cms.json; `thumbprint` is what was
# assigned last, from `effectiveDate` on where one was given, and `previous` what was there before.

function Get-CsContractAssignedPath { [IO.Path]::Combine((Get-CsContractFolder), 'assigned.json') }

function Get-CsContractAssigned {
  $assigned = Read-CsContractJson (Get-CsContractAssignedPath)
  if ($null -eq $assigned) { return [ordered]@{} }
  $assigned
}

# What the record of a usage becomes. Types that cannot roll simply switch (Staging AV and OAuth certificates using -Roll), and
# {"product": {"previous": "rollOnly"}} keeps the one before only for those that can, since sources differ (Set-CsCertificate, help; Staging AV and OAuth certificates using -Roll).
# No source says whether an assignment without a date has one all the same: {"product": {"dates": "always"}} writes down the server's clock.
function New-CsContractAssignment($Before, [string] $Usage, [string] $Thumbprint, $EffectiveDate) {
  $rolls = $Usage -in 'AudioVideoAuthentication', 'OAuthTokenIssuer'
  $previous = $null
  if ($null -ne $Before -and ($rolls -or (Get-CsContractFault 'product' 'previous') -ne 'rollOnly')) {
    # What is in force now, not what was staged and never came into force.
    $staged = $Before.effectiveDate -and (ConvertFrom-CsContractUtc $Before.effectiveDate) -gt (Get-CsContractNow)
    $previous = if ($staged -and $Before.previous) { $Before.previous } else { $Before.thumbprint }
  }
  $since = if ($rolls -and $null -ne $EffectiveDate) { ConvertTo-CsContractUtc $EffectiveDate } else { $null }
  if ($null -eq $since -and (Get-CsContractFault 'product' 'dates') -eq 'always') { $since = ConvertTo-CsContractUtc (Get-CsContractNow) }
  [ordered]@{ thumbprint = $Thumbprint; effectiveDate = $since; previous = $previous; updated = ConvertTo-CsContractUtc (Get-CsContractNow) }
}

# Gives the services read access to the key, as an assignment does (Set-CsCertificate, help).
function Grant-CsContractKey([string] $Thumbprint) {
  $entry = Find-CsContractEntry 'My' $Thumbprint
  $key = Get-CsContractKey $entry.container
  $access = @($key.access)
  foreach ($account in 'NT AUTHORITY\NETWORK SERVICE', 'RTC Component Local Group') { if ($account -notin $access) { $access += $account } }
  Update-CsContractKey $entry.container @{ access = $access }
}

# Takes it away again where no usage needs it (Remove-CsCertificate, help).
function Revoke-CsContractKey([string] $Thumbprint) {
  $assigned = Get-CsContractAssigned
  foreach ($usage in $assigned.Keys) {
    if ($assigned[$usage].thumbprint -eq $Thumbprint -or $assigned[$usage].previous -eq $Thumbprint) { return }
  }
  $entry = Find-CsContractEntry 'My' $Thumbprint
  if ($null -eq $entry -or $null -eq (Get-CsContractKey $entry.container)) { return }
  $key = Get-CsContractKey $entry.container
  Update-CsContractKey $entry.container @{ access = @($key.access | Where-Object { $_ -notin 'NT AUTHORITY\NETWORK SERVICE', 'RTC Component Local Group' }) }
}

# What IIS and the services serve (served.json): web usages switch at once, the others with the next start of the services (experience; OCS 2007, Appendix C).
function Update-CsContractServed([string[]] $Usages, [bool] $Started) {
  $path = [IO.Path]::Combine((Get-CsContractFolder), 'served.json')
  $served = Read-CsContractJson $path
  if ($null -eq $served) { $served = [ordered]@{} }
  $assigned = Get-CsContractAssigned
  foreach ($usage in $Usages) {
    if (-not ($Started -or $usage -like 'WebServices*' -or (Get-CsContractFault 'services' 'switchLive'))) { continue }
    if ($assigned.Contains($usage)) { $served[$usage] = $assigned[$usage].thumbprint } else { $served.Remove($usage) }
  }
  Write-CsContractJson $path $served
}
