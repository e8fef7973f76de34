# Asks the CA about a request of this server: hands it in, or fetches what became of it. What certreq says and leaves behind
# is given as it is; the files are in our own folder, and taken away when this ends.
param($Ask, $Secrets)
$work = Get-CscertWork
$base = [IO.Path]::Combine($work, [Guid]::NewGuid().ToString('N'))
$certificate = $base + '.cer'
$chain = $base + '.p7b'
$response = $base + '.rsp'
$arguments = @('-q', '-f', '-config', [string]$Ask.ca)
if ($Ask.asComputer -eq $true) { $arguments += '-AdminForceMachine' }
if ([string]$Ask.ask -eq 'submit') {
    if ([string]$Ask.attributes -ne '') { $arguments += @('-attrib', [string]$Ask.attributes) }
    $request = Get-CscertPath -Names @('requests', [string]$Ask.request)
    $arguments = @('-submit') + $arguments + @($request, $certificate, $chain, $response)
}
else { $arguments = @('-retrieve') + $arguments + @([string]$Ask.ticket, $certificate, $chain, $response) }
try {
    $run = Invoke-CscertProgram -Name 'certreq' -Arguments $arguments -TimeoutSeconds ([int]$Ask.seconds)
    $output = [string]$run.output + [string]$run.error
    return @{ exitCode = $run.exitCode; output = $output; certificate = (Read-CscertBase64 -Path $certificate); chain = (Read-CscertBase64 -Path $chain) }
}
finally { Remove-CscertWork -Paths @($certificate, $chain, $response) }
