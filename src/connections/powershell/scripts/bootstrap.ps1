# What stands on the command line, encoded: it takes the first frame and runs its script "serve". It is short because
# the command line of cmd.exe, through which OpenSSH on Windows goes, holds 8,191 characters.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$line = [Console]::In.ReadLine()
if ($line) {
    $first = ConvertFrom-Json -InputObject ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($line.Split(' ')[0])))
    & ([ScriptBlock]::Create([string]$first.scripts.serve)) $first
}
