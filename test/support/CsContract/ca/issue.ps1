# Issuing: what the template forces, what the request may say, and the CA's signature.

using namespace System.Formats.Asn1
using namespace System.Security.Cryptography
using namespace System.Security.Cryptography.X509Certificates

# Makes the certificate of a request that is allowed, and records it.
function Complete-CsContractRequest($Ca, $Request) {
  $template = Find-CsContractTemplate $Ca $Request.template
  $Request.certificate = [Convert]::ToBase64String((New-CsContractIssued $Ca $template $Request))
  $Request.disposition = 'issued'
  $Request.message = 'Issued'
  $Request.status = 0
  Save-CsContractCaRequest $Ca $Request
  $Request
}

function Resume-CsContractRequest($Ca, $Request) { Complete-CsContractRequest $Ca $Request }

function New-CsContractIssued($Ca, $Template, $Request) {
  $csr = Read-CsContractRequest ([Convert]::FromBase64String($Request.request))
  $named = Read-CsContractAttributes $Request.attributes
  $issuer = Get-CsContractCertificate ([Convert]::FromBase64String($Ca.certificate))
  $subject = if ($Template.suppliesSubject) { $csr.SubjectName } else { [X500DistinguishedName]::new("CN=$(Get-CsContractDirectoryName $Request.requester)") }
  $made = [CertificateRequest]::new($subject, $csr.PublicKey, [HashAlgorithmName]::SHA256)
  foreach ($extension in Get-CsContractIssuedExtensions $Ca $Template $csr $Request $named $issuer) {
    $made.CertificateExtensions.Add($extension)
  }
  $now = Get-CsContractNow
  $until = $now.AddMinutes(-10).AddDays($Template.validityDays)
  if ($until -gt $issuer.NotAfter.ToUniversalTime()) { $until = $issuer.NotAfter.ToUniversalTime() }
  $serial = [RandomNumberGenerator]::GetBytes(16)
  $serial[0] = $serial[0] -band 0x7f -bor 0x40
  $signer = [RSA]::Create()
  $read = 0
  $signer.ImportPkcs8PrivateKey([Convert]::FromBase64String($Ca.key), [ref] $read)
  try {
    $generator = [X509SignatureGenerator]::CreateForRSA($signer, [RSASignaturePadding]::Pkcs1)
    , $made.Create($issuer.SubjectName, $generator, [datetimeoffset] $now.AddMinutes(-10), [datetimeoffset] $until, $serial).RawData
  } finally { $signer.Dispose() }
}

# The name that a template takes from the directory: the computer's DNS name, or the user's.
function Get-CsContractDirectoryName([string] $Account) {
  $name = $Account.Split('\')[-1]
  if (-not $name.EndsWith('$')) { return $name }
  $host = $name.TrimEnd('$').ToLowerInvariant()
  "$host.$((Read-CsContractJson (Get-CsContractForest 'topology.json')).domain)"
}

function Get-CsContractIssuedExtensions($Ca, $Template, $Csr, $Request, [hashtable] $Named, $Issuer) {
  New-CsContractKeyUsage $Template.keyUsage
  New-CsContractPurposes @($Template.eku)
  $names = Get-CsContractIssuedNames $Ca $Template $Csr $Request $Named
  if ($null -ne $names) { $names }
  [X509SubjectKeyIdentifierExtension]::new($Csr.PublicKey, $false)
  [X509AuthorityKeyIdentifierExtension]::CreateFromCertificate($Issuer, $true, $false)
  $place = [uri]::EscapeDataString($Ca.name)
  [CertificateRevocationListBuilder]::BuildCrlDistributionPointExtension([string[]] @("http://$($Ca.host)/CertEnroll/$place.crl"), $false)
  [X509AuthorityInformationAccessExtension]::new([string[]] @(), [string[]] @("http://$($Ca.host)/CertEnroll/$place.crt"), $false)
  # Version 1 templates are written by name (szOID_ENROLL_CERTTYPE_EXTENSION), later ones by OID.
  New-CsContractTemplateExtension $Template
}

# Names of the request only where the template says "supply in the request"; the san: attribute only where the CA was told to heed it
# (EDITF_ATTRIBUTESUBJECTALTNAME2).
function Get-CsContractIssuedNames($Ca, $Template, $Csr, $Request, [hashtable] $Named) {
  if ($Ca.sanAttribute -and $Named.ContainsKey('SAN')) { return ConvertFrom-CsContractNames $Named.SAN }
  if ($Template.suppliesSubject) {
    foreach ($extension in $Csr.CertificateExtensions) { if ($extension.Oid.Value -eq '2.5.29.17') { return $extension } }
    return $null
  }
  $builder = [SubjectAlternativeNameBuilder]::new()
  $builder.AddDnsName((Get-CsContractDirectoryName $Request.requester))
  $builder.Build($false)
}

function New-CsContractTemplateExtension($Template) {
  $writer = [AsnWriter]::new([AsnEncodingRules]::DER)
  if (-not $Template.oid) {
    $writer.WriteCharacterString([UniversalTagNumber]::BMPString, $Template.name)
    return [X509Extension]::new('1.3.6.1.4.1.311.20.2', $writer.Encode(), $false)
  }
  $null = $writer.PushSequence()
  $writer.WriteObjectIdentifier($Template.oid)
  $writer.WriteInteger(100)
  $writer.WriteInteger(1)
  $writer.PopSequence()
  [X509Extension]::new('1.3.6.1.4.1.311.21.7', $writer.Encode(), $false)
}
