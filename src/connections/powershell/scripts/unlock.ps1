# Removes files of a lock, in the order in which they are named.
param($Ask, $Secrets)
foreach ($name in @($Ask.names)) { Remove-CscertFile -Path (Get-CscertPath -Names @([string]$name)) }
return @{ lock = @(Get-CscertLockFiles) }
