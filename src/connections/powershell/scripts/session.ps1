# The first frame of a session by remoting: what "serve" does before it answers, in the session itself, which keeps the
# functions for every later frame.
param($Line, $Secrets)
Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
$VerbosePreference = 'SilentlyContinue'
$DebugPreference = 'SilentlyContinue'
$ConfirmPreference = 'None'
$first = ConvertFrom-Json -InputObject ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($Line)))
. ([ScriptBlock]::Create([string]$first.scripts.store))
. ([ScriptBlock]::Create([string]$first.scripts.common))
. ([ScriptBlock]::Create([string]$first.scripts.frame))
. ([ScriptBlock]::Create([string]$first.scripts.secure))
Open-Cscert -First $first
