# What an apply needs besides the server itself, tried without changing anything: the product's commands and the right to
# use them, the central management store, and the CAs. Each is tried by itself and told as it came out.
param($Ask, $Secrets)
$here = Get-CscertHost
$answer = @{ utcNow = $here.utcNow; elevated = $here.elevated; product = $null; store = $null; cas = @() }
if ($Ask.product -eq $true) {
    try {
        Import-CscertModule
        $uses = @(Get-CsCertificate)
        $answer.product = @{ count = $uses.Count }
    }
    catch { $answer.product = @{ error = ConvertTo-CscertError -Record $_ } }
}
if ($Ask.global -eq $true) {
    try {
        $answer.store = @{ replicas = @(Get-CscertReplicas) }
    }
    catch { $answer.store = @{ error = ConvertTo-CscertError -Record $_ } }
}
foreach ($ca in @($Ask.cas)) {
    $ping = Get-CscertQuestion -Arguments @('-config', [string]$ca, '-ping') -Seconds ([int]$Ask.seconds)
    $told = @{ ca = [string]$ca; exitCode = $ping.exitCode; output = $ping.output; templates = $null }
    if ($ping.exitCode -eq 0) { $told.templates = Get-CscertQuestion -Arguments @('-config', [string]$ca, '-CATemplates') -Seconds ([int]$Ask.seconds) }
    $answer.cas += $told
}
return $answer
