# Writes down how far a request got: beside the key, and in the friendly name of its entry in REQUEST.
param($Ask, $Secrets)
$path = Get-CscertPath -Names @('requests', ([string]$Ask.spki + '.json'))
if ($Ask.csr -ne $null) { Write-CscertText -Path (Get-CscertPath -Names @('requests', ([string]$Ask.spki + '.req'))) -Text ([string]$Ask.csr) }
Write-CscertText -Path $path -Text ([string]$Ask.note)
$named = $null
if ($Ask.entry -ne $null) {
    Set-CscertFriendlyName -Store 'REQUEST' -Thumbprint ([string]$Ask.entry) -Name ([string]$Ask.friendlyName)
    $entry = Find-CscertEntry -Store 'REQUEST' -Thumbprint ([string]$Ask.entry)
    if ($entry -ne $null) { $named = $entry.friendlyName }
}
return @{ note = Read-CscertText -Path $path; friendlyName = $named }
