# Looks at what an assignment would change: the certificate, whether its key is there and its own, and what the usage
# points to now, here and, for what is global, in the management store.
param($Ask, $Secrets)
$thumbprint = [string]$Ask.thumbprint
$entry = Find-CscertEntry -Store 'My' -Thumbprint $thumbprint
if ($entry -eq $null) {
    if ($Ask.global -ne $true) { return @{ there = $false } }
    return @{ there = $false; deployment = @(Get-CscertDeploymentUses -Usage ([string]$Ask.usage)) }
}
$proved = $false
if ($entry.hasPrivateKey -eq $true) { $proved = [bool](Test-CscertKey -Store 'My' -Thumbprint $thumbprint) }
$answer = @{ there = $true; hasPrivateKey = [bool]$entry.hasPrivateKey; exportable = $entry.exportable; proved = $proved }
if (-not $proved) { return $answer }
$answer.assigned = @(Get-CscertUses)
if ($Ask.global -eq $true) { $answer.deployment = @(Get-CscertDeploymentUses -Usage ([string]$Ask.usage)) }
return $answer
