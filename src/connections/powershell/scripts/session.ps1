# The first frame of a session by remoting: what "serve" does before it answers, in the session itself, which keeps the
# functions for every later frame.
param($Line)
Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
$VerbosePreference = 'SilentlyContinue'
$DebugPreference = 'SilentlyContinue'
$ConfirmPreference = 'None'
$first = ConvertFrom-Json -InputObject ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($Line.Split(' ')[0])))
. ([ScriptBlock]::Create([string]$first.scripts.store))
. ([ScriptBlock]::Create([string]$first.scripts.common))
. ([ScriptBlock]::Create([string]$first.scripts.frame))
Open-Cscert -First $first
