# Puts a certificate of a CA into Root or CA.
param($Ask, $Secrets)
$store = [string]$Ask.store
$thumbprint = [string]$Ask.thumbprint
$changed = $false
if ((Find-CscertEntry -Store $store -Thumbprint $thumbprint) -eq $null) {
    Add-CscertEntry -Store $store -Der ([Convert]::FromBase64String([string]$Ask.der))
    $changed = $true
}
return @{ changed = $changed; there = ((Find-CscertEntry -Store $store -Thumbprint $thumbprint) -ne $null) }
