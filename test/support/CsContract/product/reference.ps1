# CertificateReference: what Get-CsCertificate returns (Get-CsCertificate, help).

using namespace System.Security.Cryptography.X509Certificates

# $Assignment: the record of a usage; $Entry: thumbprint's entry or what the store of the deployment has; $null when it is gone.
function New-CsContractReference([string] $Usage, $Assignment, $Entry, [string] $Scope) {
  $certificate = if ($null -ne $Entry) { Get-CsContractCertificate ([Convert]::FromBase64String($Entry.der)) } else { $null }
  $shape = [ordered]@{ PSTypeName = 'Microsoft.Rtc.Management.Deployment.CertificateReference' }
  $shape.Issuer = if ($certificate) { $certificate.Issuer } else { $null }
  $shape.NotAfter = if ($certificate) { $certificate.NotAfter } else { $null }
  $shape.NotBefore = if ($certificate) { $certificate.NotBefore } else { $null }
  $shape.SerialNumber = if ($certificate) { $certificate.SerialNumber } else { $null }
  $shape.Subject = if ($certificate) { $certificate.Subject } else { $null }
  $shape.AlternativeNames = @(if ($certificate) { Get-CsContractDnsNames $certificate })
  $shape.Thumbprint = $Assignment.thumbprint
  # These three stand in no document that we read: {"product": {"reference": "documented"}} leaves them out.
  if ((Get-CsContractFault 'product' 'reference') -ne 'documented') {
    $shape.EffectiveDate = if ($Assignment.effectiveDate) { (ConvertFrom-CsContractUtc $Assignment.effectiveDate).ToLocalTime() } else { [datetime]::MinValue }
    $shape.PreviousThumbprint = [string] $Assignment.previous
    $shape.SourceScope = $Scope
  }
  # Plain in examples of the help, a URN in that of New-CsStaticRoute: {"product": {"use": "urn"}}
  $shape.Use = if ((Get-CsContractFault 'product' 'use') -eq 'urn') { "urn:certref:$Usage" } else { $Usage }
  [pscustomobject] $shape
}

function Get-CsContractDnsNames($Certificate) {
  foreach ($extension in $Certificate.Extensions) {
    if ($extension.Oid.Value -ne '2.5.29.17') { continue }
    $names = [X509SubjectAlternativeNameExtension]::new($extension.RawData, $false)
    foreach ($name in $names.EnumerateDnsNames()) { $name }
  }
}
