# Makes the file of a lock, if there is none of its name, or writes one anew that this run has made. Who has the lock is
# told from all files of it.
param($Ask, $Secrets)
$path = Get-CscertPath -Names @([string]$Ask.name)
$made = $true
if ($Ask.replace -eq $true) { Write-CscertText -Path $path -Text ([string]$Ask.text) }
else { $made = New-CscertText -Path $path -Text ([string]$Ask.text) }
return @{ made = $made; lock = @(Get-CscertLockFiles) }
