# A certificate with its key, from another member of its pool or from a file: intermediates into CA, then key and
# certificate into My, then its friendly name.
param($Ask, $Secrets)
$thumbprint = [string]$Ask.thumbprint
$changed = $false
foreach ($issuer in @($Ask.chain)) {
    if ((Find-CscertEntry -Store 'CA' -Thumbprint ([string]$issuer.thumbprint)) -eq $null) {
        Add-CscertEntry -Store 'CA' -Der ([Convert]::FromBase64String([string]$issuer.der))
        $changed = $true
    }
}
if ($Ask.import -eq $true) {
    $bytes = [Convert]::FromBase64String([string]$Secrets.pfx)
    [void](Import-CscertPfx -Bytes $bytes -Password ([string]$Secrets.password) -Exportable ([bool]$Ask.exportable) -Provider ([string]$Ask.provider))
    $changed = $true
}
$entry = Find-CscertEntry -Store 'My' -Thumbprint $thumbprint
if ($entry -ne $null -and [string]$entry.friendlyName -cne [string]$Ask.friendlyName) {
    Set-CscertFriendlyName -Store 'My' -Thumbprint $thumbprint -Name ([string]$Ask.friendlyName)
    $entry = Find-CscertEntry -Store 'My' -Thumbprint $thumbprint
    $changed = $true
}
if ($entry -eq $null) { return @{ changed = $changed; there = $false } }
return @{
    changed = $changed
    there = $true
    proved = [bool](Test-CscertKey -Store 'My' -Thumbprint $thumbprint)
    friendlyName = $entry.friendlyName
    provider = $entry.provider
    exportable = $entry.exportable
}
