# Has the product's own command make a key and its request, as the Certificate Wizard does when a request is delayed. It
# computes the names of this server and adds those that it is given; the provider, the hash and the usages of the key
# are its own choice. Nobody is asked: the request comes back, and its key waits in the store REQUEST.
param($Ask, $Secrets)
Import-CscertModule
$work = Get-CscertPath -Names @('work')
[void][IO.Directory]::CreateDirectory($work)
$base = [IO.Path]::Combine($work, [Guid]::NewGuid().ToString('N'))
$file = $base + '.req'
$report = $base + '.html'
$parameters = @{
    New = $true
    Type = @($Ask.usages)
    Output = $file
    FriendlyName = [string]$Ask.friendlyName
    KeySize = [int]$Ask.keySize
    PrivateKeyExportable = [bool]$Ask.exportable
    ClientEKU = [bool]$Ask.clientEku
    Report = $report
    Confirm = $false
}
# One text with commas: the parameter is a string and no list.
if ($Ask.domainName -ne $null) { $parameters.DomainName = [string]$Ask.domainName }
if ($Ask.allSipDomain -eq $true) { $parameters.AllSipDomain = $true }
if ($Ask.organization -ne $null) { $parameters.Organization = [string]$Ask.organization }
if ($Ask.ou -ne $null) { $parameters.OU = [string]$Ask.ou }
if ($Ask.city -ne $null) { $parameters.City = [string]$Ask.city }
if ($Ask.state -ne $null) { $parameters.State = [string]$Ask.state }
if ($Ask.country -ne $null) { $parameters.Country = [string]$Ask.country }
try {
    [void](Request-CsCertificate @parameters)
    return @{ csr = Read-CscertText -Path $file }
}
finally {
    Remove-CscertFile -Path $file
    Remove-CscertFile -Path $report
}
