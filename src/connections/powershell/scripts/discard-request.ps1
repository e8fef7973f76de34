# Takes a request away: its entry, with its key where no certificate needs it, and then what was noted about it.
param($Ask, $Secrets)
foreach ($entry in @($Ask.entries)) { Remove-CscertEntry -Store 'REQUEST' -Thumbprint ([string]$entry) -WithKey ([bool]$Ask.withKey) }
foreach ($name in @($Ask.files)) { Remove-CscertFile -Path (Get-CscertPath -Names @('requests', [string]$name)) }
$left = 0
foreach ($entry in @($Ask.entries)) { if ((Find-CscertEntry -Store 'REQUEST' -Thumbprint ([string]$entry)) -ne $null) { $left++ } }
return @{ left = $left }
