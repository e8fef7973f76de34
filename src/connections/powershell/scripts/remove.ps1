# Takes a certificate out of My, with its key where nothing else needs it.
param($Ask, $Secrets)
Remove-CscertEntry -Store 'My' -Thumbprint ([string]$Ask.thumbprint) -WithKey ([bool]$Ask.withKey)
return @{ there = ((Find-CscertEntry -Store 'My' -Thumbprint ([string]$Ask.thumbprint)) -ne $null) }
