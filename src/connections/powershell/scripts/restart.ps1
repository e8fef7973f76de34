# Stops and starts services of the product: all of them that run here when none is named. Where one does not stop, those
# that have stopped by then are started all the same: a restart that failed is no reason to leave a server without them.
param($Ask, $Secrets)
Import-CscertModule
$names = @($Ask.services)
if ($names.Count -eq 0) {
    try { Stop-CsWindowsService -Graceful -Confirm:$false }
    finally { Start-CsWindowsService -Confirm:$false }
}
foreach ($name in $names) {
    try { Stop-CsWindowsService -Name ([string]$name) -Graceful -Confirm:$false }
    finally { Start-CsWindowsService -Name ([string]$name) -Confirm:$false }
}
$services = @()
foreach ($service in @(Get-CsWindowsService)) {
    $services += @{ name = [string](Get-CscertProperty -Object $service -Name 'Name'); status = [string](Get-CscertProperty -Object $service -Name 'Status') }
}
$stopped = 0
foreach ($service in $services) {
    $meant = $names.Count -eq 0 -or $names -contains $service.name
    if ($meant -and $service.status -ne 'Running') { $stopped++ }
}
if ($stopped -eq 0) { Remove-CscertFile -Path (Get-CscertPath -Names @('restart.json')) }
return @{ services = $services }
