# The CAs that the forest publishes, as certutil lists them, or the templates that CAs issue. What it says is given as it is.
param($Ask, $Secrets)
$answer = @{ list = $null; templates = @() }
if ($Ask.list -eq $true) { $answer.list = Get-CscertQuestion -Arguments @() -Seconds ([int]$Ask.seconds) }
foreach ($ca in @($Ask.templatesOf)) {
    $told = Get-CscertQuestion -Arguments @('-config', [string]$ca, '-CATemplates') -Seconds ([int]$Ask.seconds)
    $told.ca = [string]$ca
    $answer.templates += $told
}
return $answer
