# The other "serve": a PowerShell on the computer of cscert that hands each frame to a session on the server (WinRM) and
# brings the answer back. How the server is reached stands in the frame that brought this script; a password comes as
# the line after it, so that nobody else sees it. The session is opened when the first frame for the server is there.
param($First)
Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
$ConfirmPreference = 'None'
. ([ScriptBlock]::Create([string]$First.scripts.common))
. ([ScriptBlock]::Create([string]$First.scripts.frame))

$way = $First.way
# Of a session whose other side was killed, the server keeps nothing for longer than it must.
$option = New-Object System.Management.Automation.Remoting.PSSessionOption
$option.OpenTimeout = [TimeSpan]::FromMilliseconds([int]$way.openMs)
$option.IdleTimeout = [TimeSpan]::FromSeconds(60)
$option.NoMachineProfile = $true
$parameters = @{ ComputerName = [string]$way.computer; SessionOption = $option; ErrorAction = 'Stop' }
if ($way.port -ne $null) { $parameters.Port = [int]$way.port }
if ($way.ssl -eq $true) { $parameters.UseSSL = $true }
if ($way.authentication -ne $null) { $parameters.Authentication = [string]$way.authentication }
if ($way.certificate -ne $null) { $parameters.CertificateThumbprint = [string]$way.certificate }
if ($way.user -ne $null) {
    $secure = New-Object System.Security.SecureString
    foreach ($letter in (ConvertFrom-CscertWord -Word ([Console]::In.ReadLine())).ToCharArray()) { $secure.AppendChar($letter) }
    $parameters.Credential = New-Object System.Management.Automation.PSCredential ([string]$way.user), $secure
}

$line = [Console]::In.ReadLine()
if (-not $line) { return }
$frame = ConvertFrom-Json -InputObject (ConvertFrom-CscertWord -Word $line.Split(' ')[0])
$global:CscertNonce = [string]$frame.nonce
try { $session = New-PSSession @parameters }
catch {
    [Console]::Out.WriteLine((Format-CscertAnswer -Answer @{ id = [int]$frame.id; error = (ConvertTo-CscertError -Record $_) } -Secrets @()))
    [Console]::Out.Flush()
    return
}
# By methods rather than Invoke-Command, which a module log would keep together with the frame and the secrets in it.
$code = [string]$First.scripts.session
try {
    while ($line) {
        $remote = [System.Management.Automation.PowerShell]::Create()
        $remote.Runspace = $session.Runspace
        [void]$remote.AddScript($code).AddArgument($line)
        foreach ($text in $remote.Invoke()) { [Console]::Out.WriteLine([string]$text) }
        [Console]::Out.Flush()
        $remote.Dispose()
        $code = 'param($Line) Get-CscertAnswer -Line $Line'
        $line = [Console]::In.ReadLine()
    }
}
finally { Remove-PSSession -Session $session }
