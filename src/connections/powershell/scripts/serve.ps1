# What a PowerShell does all its life: it reads frames from standard input and answers each on standard output, until
# its input ends. What is left in its own way is quieted; a command of the product that fails is an error and ends its
# verb; nobody is there to be asked.
param($First)
Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
$VerbosePreference = 'SilentlyContinue'
$DebugPreference = 'SilentlyContinue'
$ConfirmPreference = 'None'
. ([ScriptBlock]::Create([string]$First.scripts.store))
. ([ScriptBlock]::Create([string]$First.scripts.common))
. ([ScriptBlock]::Create([string]$First.scripts.frame))
[Console]::Out.WriteLine((Open-Cscert -First $First))
[Console]::Out.Flush()
while ($true) {
    $line = [Console]::In.ReadLine()
    if ($line -eq $null) { break }
    if ($line -eq '') { continue }
    [Console]::Out.WriteLine((Get-CscertAnswer -Line $line))
    [Console]::Out.Flush()
}
