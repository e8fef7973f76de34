# Stops and starts services of the product: all of them that run here when none is named.
param($Ask, $Secrets)
Import-CscertModule
$names = @($Ask.services)
if ($names.Count -eq 0) {
    Stop-CsWindowsService -Graceful -Confirm:$false
    Start-CsWindowsService -Confirm:$false
}
foreach ($name in $names) {
    Stop-CsWindowsService -Name ([string]$name) -Graceful -Confirm:$false
    Start-CsWindowsService -Name ([string]$name) -Confirm:$false
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
