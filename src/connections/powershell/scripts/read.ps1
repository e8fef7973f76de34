# Raw facts. Each part is read by itself, so that one that cannot be read does not hide the others.
param($Ask, $Secrets)
function Get-CscertPart {
    param([string]$Part, [bool]$Deep)
    if ($Part -eq 'assigned') { return Get-CscertUses }
    if ($Part -eq 'lock') { return Get-CscertLockFiles }
    if ($Part -eq 'restart') { return Read-CscertText -Path (Get-CscertPath -Names @('restart.json')) }
    if ($Part -eq 'requests') {
        $folder = Get-CscertPath -Names @('requests')
        if ([IO.Directory]::Exists($folder)) {
            foreach ($path in [IO.Directory]::GetFiles($folder)) {
                $name = [IO.Path]::GetFileName($path)
                if ($name -match '^[0-9a-f]{64}\.(json|req)$') { @{ name = $name; text = Read-CscertText -Path $path } }
            }
        }
        return
    }
    foreach ($entry in @(Get-CscertEntries -Store $Part)) {
        $der = $entry.der
        if ($der -is [byte[]]) { $der = [Convert]::ToBase64String($der) }
        $proved = $null
        if ($Deep -and $Part -eq 'My' -and $entry.hasPrivateKey -eq $true) {
            try { $proved = [bool](Test-CscertKey -Store $Part -Thumbprint ([string]$entry.thumbprint)) }
            catch { $proved = $false }
        }
        @{
            thumbprint = $entry.thumbprint
            der = $der
            friendlyName = $entry.friendlyName
            hasPrivateKey = $entry.hasPrivateKey
            provider = $entry.provider
            exportable = $entry.exportable
            proved = $proved
        }
    }
}
$answer = @{}
foreach ($part in @($Ask.parts)) {
    try { $answer[[string]$part] = @{ ok = @(Get-CscertPart -Part ([string]$part) -Deep ([bool]$Ask.deep)) } }
    catch { $answer[[string]$part] = @{ error = ConvertTo-CscertError -Record $_ } }
}
return $answer
