# Has the product's own command make a key and ask for a certificate, as the Certificate Wizard does. It computes the names
# of this server and adds those that it is given; the provider, the hash and the usages of the key are its own choice.
# Without a CA, as the wizard delays a request, nobody is asked: the request comes back, and its key waits in the store
# REQUEST. With one the command asks it under the account that is named, and puts what is issued into My; what it says
# is given as it is, also the error that ended it: by then the CA may have heard of it.
param($Ask, $Secrets)
Import-CscertModule
$work = Get-CscertWork
# Reports of runs that died: what the product writes into them is its own business.
Remove-CscertWork -Paths @([IO.Directory]::GetFiles($work, 'request-*'))
$base = [IO.Path]::Combine($work, 'request-' + [Guid]::NewGuid().ToString('N'))
$file = $base + '.req'
$report = $base + '.html'
$parameters = @{
    New = $true
    Type = @($Ask.usages)
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
if ($Ask.ca -eq $null) { $parameters.Output = $file }
else {
    $parameters.CA = [string]$Ask.ca
    $parameters.Template = [string]$Ask.template
    $parameters.CaAccount = [string]$Ask.account
    # The command takes it as a text and in no other way.
    $parameters.CaPassword = [string]$Secrets.password
}
$answer = @{ csr = $null; status = $null; requestId = $null; error = $null }
try {
    try {
        foreach ($made in @(Request-CsCertificate @parameters)) {
            if ($made -eq $null) { continue }
            $answer.status = Get-CscertText -Object $made -Name 'RequestStatus'
            $answer.requestId = Get-CscertText -Object $made -Name 'RequestId'
        }
    }
    catch {
        if ($Ask.ca -eq $null) { throw }
        $answer.error = ConvertTo-CscertError -Record $_
    }
    if ($Ask.ca -eq $null) { $answer.csr = Read-CscertText -Path $file }
    return $answer
}
finally { Remove-CscertWork -Paths @($file, $report) }
