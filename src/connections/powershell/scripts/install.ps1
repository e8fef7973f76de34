# Joins an issued certificate with the key of its request: intermediates into CA, then the certificate into My, which
# takes the entry out of REQUEST, then its friendly name, and what is left of the request last. The key stays.
param($Ask, $Secrets)
$thumbprint = [string]$Ask.thumbprint
$changed = $false
foreach ($issuer in @($Ask.chain)) {
    if ((Find-CscertEntry -Store 'CA' -Thumbprint ([string]$issuer.thumbprint)) -eq $null) {
        Add-CscertEntry -Store 'CA' -Der ([Convert]::FromBase64String([string]$issuer.der))
        $changed = $true
    }
}
$run = $null
if ($Ask.accept -eq $true) {
    $work = Get-CscertWork
    $file = [IO.Path]::Combine($work, $thumbprint + '.cer')
    try {
        [IO.File]::WriteAllBytes($file, [Convert]::FromBase64String([string]$Ask.leaf))
        $run = Invoke-CscertProgram -Name 'certreq' -Arguments @('-accept', '-machine', '-q', $file) -TimeoutSeconds ([int]$Ask.seconds)
        $changed = $true
    }
    finally { Remove-CscertWork -Paths @($file) }
}
$entry = Find-CscertEntry -Store 'My' -Thumbprint $thumbprint
$proved = $false
if ($entry -ne $null) {
    if ($Ask.friendlyName -ne $null -and [string]$entry.friendlyName -cne [string]$Ask.friendlyName) {
        Set-CscertFriendlyName -Store 'My' -Thumbprint $thumbprint -Name ([string]$Ask.friendlyName)
        $entry = Find-CscertEntry -Store 'My' -Thumbprint $thumbprint
        $changed = $true
    }
    $proved = [bool](Test-CscertKey -Store 'My' -Thumbprint $thumbprint)
    if ($proved) {
        foreach ($left in @($Ask.left)) {
            if ((Find-CscertEntry -Store 'REQUEST' -Thumbprint ([string]$left)) -eq $null) { continue }
            Remove-CscertEntry -Store 'REQUEST' -Thumbprint ([string]$left) -WithKey $false
            $changed = $true
        }
        # What only stood for the certificate has a key that nobody needs.
        foreach ($stood in @($Ask.spent)) {
            if ((Find-CscertEntry -Store 'REQUEST' -Thumbprint ([string]$stood)) -eq $null) { continue }
            Remove-CscertEntry -Store 'REQUEST' -Thumbprint ([string]$stood) -WithKey $true
            $changed = $true
        }
        foreach ($name in @($Ask.done)) {
            Remove-CscertFile -Path (Get-CscertPath -Names @('requests', [string]$name))
            $changed = $true
        }
    }
}
$named = $null
if ($entry -ne $null) { $named = $entry.friendlyName }
$exitCode = $null
$output = ''
if ($run -ne $null) {
    $exitCode = $run.exitCode
    $output = [string]$run.output + [string]$run.error
}
return @{ changed = $changed; there = ($entry -ne $null); proved = $proved; friendlyName = $named; exitCode = $exitCode; output = $output }
