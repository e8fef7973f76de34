# Stops and starts services of the product: all of them that run here when none is named. Where one does not stop, those
# that have stopped by then are started all the same: a restart that failed is no reason to leave a server without them.
param($Ask, $Secrets)
Import-CscertModule
$names = @($Ask.services)
$each = $names
if ($names.Count -eq 0) { $each = @('') }
foreach ($name in $each) {
    $one = @{}
    if ($name -ne '') { $one.Name = [string]$name }
    $why = $null
    try { Stop-CsWindowsService @one -Graceful -Confirm:$false }
    catch { $why = $_ }
    finally {
        try { Start-CsWindowsService @one -Confirm:$false }
        # Where neither succeeds, the first is told: the other follows from it.
        catch { if ($why -eq $null) { $why = $_ } }
    }
    if ($why -ne $null) { throw $why }
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
