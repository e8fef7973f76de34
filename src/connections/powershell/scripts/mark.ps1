# Writes the friendly name of a certificate in My anew.
param($Ask, $Secrets)
Set-CscertFriendlyName -Store 'My' -Thumbprint ([string]$Ask.thumbprint) -Name ([string]$Ask.friendlyName)
$entry = Find-CscertEntry -Store 'My' -Thumbprint ([string]$Ask.thumbprint)
$named = $null
if ($entry -ne $null) { $named = $entry.friendlyName }
return @{ friendlyName = $named }
