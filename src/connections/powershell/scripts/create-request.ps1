# Makes a key and its request as the INF says. Both are kept by Windows: the key where the INF says, the request as an
# entry of the store REQUEST. The files are in our own folder, and taken away when this ends.
param($Ask, $Secrets)
$work = Get-CscertWork
$name = [Guid]::NewGuid().ToString('N')
$inf = [IO.Path]::Combine($work, $name + '.inf')
$req = [IO.Path]::Combine($work, $name + '.req')
try {
    # UTF-16 with its mark: the one form in which an INF holds every character.
    [IO.File]::WriteAllText($inf, [string]$Ask.inf, [Text.Encoding]::Unicode)
    $run = Invoke-CscertProgram -Name 'certreq' -Arguments @('-new', '-machine', '-q', $inf, $req) -TimeoutSeconds ([int]$Ask.seconds)
    $csr = Read-CscertText -Path $req
    return @{ exitCode = $run.exitCode; output = [string]$run.output + [string]$run.error; csr = $csr }
}
finally { Remove-CscertWork -Paths @($inf, $req) }
