# Forgets what a usage pointed to before its last change. -Force: nobody is there to answer the question.
param($Ask, $Secrets)
Import-CscertModule
$parameters = @{ Type = [string]$Ask.usage; Previous = $true; Force = $true; Confirm = $false }
if ($Ask.global -eq $true) { $parameters.Identity = 'global' }
Remove-CsCertificate @parameters
return @{ assigned = @(Get-CscertUses) }
