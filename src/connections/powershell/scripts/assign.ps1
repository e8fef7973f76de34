# Points one usage to a certificate. A date is given as an object: as text it would be read in the culture of the server.
# One usage at a time: together, usages that have different certificates today would silently get the same.
param($Ask, $Secrets)
Import-CscertModule
$parameters = @{ Type = [string]$Ask.usage; Thumbprint = [string]$Ask.thumbprint; Confirm = $false }
if ($Ask.global -eq $true) { $parameters.Identity = 'global' }
if ($Ask.at -ne $null) {
    $epoch = New-Object DateTime(1970, 1, 1, 0, 0, 0, [DateTimeKind]::Utc)
    $parameters.EffectiveDate = $epoch.AddMilliseconds([double]$Ask.at).ToLocalTime()
    $parameters.Roll = $true
}
Set-CsCertificate @parameters
$answer = @{ assigned = @(Get-CscertUses) }
if ($Ask.global -eq $true) {
    $answer.deployment = @(Get-CscertDeploymentUses -Usage ([string]$Ask.usage))
    # It is assigned, whether or not anybody may say where it has arrived.
    try { $answer.replicas = @(Get-CscertReplicas) }
    catch { $answer.replicas = $null }
}
return $answer
