# The policy module of the CA: who may have what (AD CS as its public clients see it; the numbers are those of certerror.h).

using namespace System.Formats.Asn1
using namespace System.Security.Cryptography
using namespace System.Security.Cryptography.X509Certificates

$script:CsContractDenials = @{
  0x80094012 = 'The permissions on the certificate template do not allow the current user to enroll for this type of certificate.'
  0x80094800 = 'The request was for a certificate template that is not supported by the Active Directory Certificate Services policy: {0}.'
  0x80094801 = 'The request contains no certificate template information.'
  0x80094811 = 'The public key does not meet the minimum size required by the specified certificate template.'
  0x80094812 = 'The email name is unavailable and cannot be added to the Subject or Subject Alternate name.'
}

# Reads, judges and records a request; what became of it. $Caller: account and groups, as Kerberos tells them.
function Submit-CsContractRequest($Ca, [byte[]] $Der, [string] $Attributes, $Caller) {
  $record = [ordered]@{
    id = 0; disposition = 'denied'; status = 0; message = ''; requester = $Caller.account; template = $null
    attributes = $Attributes; submitted = ConvertTo-CsContractUtc (Get-CsContractNow); certificate = $null
    request = [Convert]::ToBase64String($Der)
  }
  try { $csr = Read-CsContractRequest $Der }
  catch [CryptographicException] {
    $record.status = 0x8009310b
    $record.message = 'Error Parsing Request  ' + (Format-CsContractError 0x8009310b 'ASN1 bad tag value met.' 'CRYPT_E_ASN1_BADTAG')
    return Add-CsContractCaRequest $Ca $record
  }
  $named = Read-CsContractAttributes $Attributes
  $name = if ($named.ContainsKey('CertificateTemplate')) { $named.CertificateTemplate } else { Get-CsContractRequestTemplate $csr }
  $record.template = $name
  $template = if ($name) { Find-CsContractTemplate $Ca $name } else { $null }
  $denial = Get-CsContractDenial $template $name $csr $Caller
  if ($denial -ne 0) {
    $record.status = $denial
    $record.message = "Denied by Policy Module  0x$($denial.ToString('x8')), " + $script:CsContractDenials[$denial].Replace('{0}', [string] $name)
    return Add-CsContractCaRequest $Ca $record
  }
  if ($template.approval) {
    $record.disposition = 'pending'
    $record.message = 'Taken Under Submission'
    return Add-CsContractCaRequest $Ca $record
  }
  $record = Add-CsContractCaRequest $Ca $record
  Complete-CsContractRequest $Ca $record
}

# 0, or the HRESULT of the denial.
function Get-CsContractDenial($Template, [string] $Name, $Csr, $Caller) {
  if (-not $Name) { return 0x80094801 }
  if ($null -eq $Template) { return 0x80094800 }
  if (-not (Test-CsContractEnroll $Template $Caller)) { return 0x80094012 }
  $key = [PublicKey] $Csr.PublicKey
  $rsa = $key.GetRSAPublicKey()
  if ($null -ne $rsa -and $rsa.KeySize -lt $Template.minimumKeySize) { return 0x80094811 }
  if ($Template.needsEmail) { return 0x80094812 }
  return 0
}

# The right to enrol, of the account or one of its groups.
function Test-CsContractEnroll($Template, $Caller) {
  foreach ($trustee in $Template.enroll) { if ($trustee -eq $Caller.account -or $trustee -in $Caller.groups) { return $true } }
  return $false
}

# The PKCS#10, its signature proven.
function Read-CsContractRequest([byte[]] $Der) {
  [CertificateRequest]::LoadSigningRequest(
    $Der, [HashAlgorithmName]::SHA256,
    [CertificateRequestLoadOptions]::UnsafeLoadCertificateExtensions,
    [RSASignaturePadding]::Pkcs1)
}

# "Name:Value" pairs, parted by \n as two letters (certreq_1.md, -attrib) or by real line ends.
function Read-CsContractAttributes([string] $Text) {
  $found = @{}
  foreach ($pair in $Text -split '\\n|\r?\n') {
    if ($pair.Trim() -eq '') { continue }
    $at = $pair.IndexOf(':')
    if ($at -gt 0) { $found[$pair.Substring(0, $at).Trim()] = $pair.Substring($at + 1).Trim() }
  }
  $found
}

# CertificateTemplate of the enrolment name-value pairs within the request.
function Get-CsContractRequestTemplate($Csr) {
  foreach ($attribute in $Csr.OtherRequestAttributes) {
    if ($attribute.Oid.Value -ne '1.3.6.1.4.1.311.13.2.1') { continue }
    $pair = [AsnReader]::new($attribute.RawData, [AsnEncodingRules]::DER).ReadSequence()
    $name = $pair.ReadCharacterString([UniversalTagNumber]::BMPString)
    if ($name -eq 'CertificateTemplate') { return $pair.ReadCharacterString([UniversalTagNumber]::BMPString) }
  }
}
