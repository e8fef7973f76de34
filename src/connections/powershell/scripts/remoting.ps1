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
. ([ScriptBlock]::Create([string]$First.scripts.secure))

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
    $secure = ConvertTo-CscertSecure -Text (ConvertFrom-CscertWord -Word ([Console]::In.ReadLine()))
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
# By methods rather than Invoke-Command, which a module log would keep together with the frame.
$code = [string]$First.scripts.session
try {
    while ($line) {
        $remote = [System.Management.Automation.PowerShell]::Create()
        $remote.Runspace = $session.Runspace
        $words = $line.Split(' ')
        $secrets = @()
        for ($index = 1; $index -lt $words.Count; $index++) { $secrets += ConvertTo-CscertSecure -Text $words[$index] }
        [void]$remote.AddScript($code).AddArgument($words[0]).AddArgument($secrets)
        $answer = ''
        foreach ($given in $remote.Invoke()) {
            if ($given -is [System.Security.SecureString]) { $answer = $answer + ' ' + (ConvertFrom-CscertSecure -Secure $given) }
            elseif ($answer -eq '') { $answer = [string]$given }
            else { $answer = $answer + "`n" + [string]$given }
        }
        [Console]::Out.WriteLine($answer)
        [Console]::Out.Flush()
        $remote.Dispose()
        $code = 'param($Line, $Secrets) Get-CscertSecureAnswer -Line $Line -Secrets $Secrets'
        $line = [Console]::In.ReadLine()
    }
}
finally { Remove-PSSession -Session $session }
