# The CAs that the forest publishes, as certutil lists them, or the templates that CAs issue. What it says is given as it is.
param($Ask, $Secrets)
$answer = @{ list = $null; templates = @() }
if ($Ask.list -eq $true) {
    $run = Invoke-CscertProgram -Name 'certutil' -Arguments @() -TimeoutSeconds ([int]$Ask.seconds)
    $answer.list = @{ exitCode = $run.exitCode; output = [string]$run.output + [string]$run.error }
}
foreach ($ca in @($Ask.templatesOf)) {
    $run = Invoke-CscertProgram -Name 'certutil' -Arguments @('-config', [string]$ca, '-CATemplates') -TimeoutSeconds ([int]$Ask.seconds)
    $answer.templates += @{ ca = [string]$ca; exitCode = $run.exitCode; output = [string]$run.output + [string]$run.error }
}
return $answer
