# A certificate with its key, for the other members of its pool.
param($Ask, $Secrets)
[byte[]]$bytes = Export-CscertPfx -Thumbprint ([string]$Ask.thumbprint) -Password ([string]$Secrets.password) -Profile ([string]$Ask.profile)
return @{ secret = [Convert]::ToBase64String($bytes) }
