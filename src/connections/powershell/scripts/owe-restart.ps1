# Writes down that the services should be restarted, unless that is written already. A restart takes it away.
param($Ask, $Secrets)
$path = Get-CscertPath -Names @('restart.json')
$before = Read-CscertText -Path $path
if ($before -ne $null) { return @{ note = $before; changed = $false } }
Write-CscertText -Path $path -Text ([string]$Ask.note)
return @{ note = Read-CscertText -Path $path; changed = $true }
