# Which requests the product's own command waits for. Of one it tells the number and the usages; some versions tell more.
param($Ask, $Secrets)
Import-CscertModule
$listed = @()
foreach ($one in @(Request-CsCertificate -List -Confirm:$false)) {
    if ($one -eq $null) { continue }
    $uses = @()
    foreach ($use in @(Get-CscertProperty -Object $one -Name 'CertificateUses')) { if ($use -ne $null) { $uses += [string]$use } }
    $listed += @{
        requestId = Get-CscertText -Object $one -Name 'RequestId'
        friendlyName = Get-CscertText -Object $one -Name 'FriendlyName'
        uses = $uses
    }
}
return @{ listed = $listed }
