# A key and its PKCS#10, with the attributes that Windows adds, and the entry in REQUEST that waits for the certificate.

using namespace System.Formats.Asn1
using namespace System.Security.Cryptography
using namespace System.Security.Cryptography.X509Certificates

function New-CsContractRequest([hashtable] $Wanted, [string] $Context) {
  if ($Wanted.keyLength -lt 512 -or $Wanted.keyLength -gt 16384 -or $Wanted.keyLength % 8) {
    Stop-CsContractProgram 0x80090009 "[NewRequest] KeyLength = $($Wanted.keyLength)"
  }
  # .NET signs no request with them; nor should anybody.
  if ($Wanted.hash -in 'sha1', 'md5') { Stop-CsContractProgram 0x80090008 "[NewRequest] HashAlgorithm = $($Wanted.hash)" }
  $subject = if ($null -eq $Wanted.subject) { [X500DistinguishedName]::new('') } else { $Wanted.subject }
  $rsa = New-CsContractRsa $Wanted.keyLength
  try {
    $padding = [RSASignaturePadding]::($Wanted.padding)
    $request = [CertificateRequest]::new($subject, $rsa, [HashAlgorithmName] $Wanted.hash.ToUpperInvariant(), $padding)
    Add-CsContractRequestExtensions $request $Wanted
    # The key is durable before anything that needs it.
    $container = New-CsContractKey $rsa $Wanted.provider $Wanted.keySpec $Wanted.exportable $Context
    $now = Get-CsContractNow
    $dummy = $request.CreateSelfSigned($now.AddMinutes(-5), $now.AddYears(1))
    $null = Add-CsContractEntry 'REQUEST' $dummy.RawData $container $Wanted.friendlyName $Context
    Add-CsContractRequestAttributes $request $Wanted
    , $request.CreateSigningRequest()
  } finally { $rsa.Dispose() }
}

function Add-CsContractRequestExtensions($Request, [hashtable] $Wanted) {
  if ($Wanted.keyUsage -ne 0) { $Request.CertificateExtensions.Add((New-CsContractKeyUsage $Wanted.keyUsage)) }
  $purposes = $Wanted.purposes
  foreach ($oid in $Wanted.extensions.values.Keys) {
    $text = $Wanted.extensions.values[$oid]
    $critical = $oid -in $Wanted.extensions.critical
    if ($text -notmatch '(?s)^\{text\}(.*)$') { Stop-CsContractProgram 0x8007000d "[Extensions] $oid = $text" }
    $body = $Matches[1]
    if ($oid -eq '2.5.29.17') {
      $names = ConvertFrom-CsContractNames $body
      $names.Critical = $critical
      $Request.CertificateExtensions.Add($names)
    } elseif ($oid -eq '2.5.29.37') {
      if ($purposes.Count -gt 0) { Stop-CsContractProgram 0x8007000d '[Extensions] 2.5.29.37 beside [EnhancedKeyUsageExtension]' }
      $purposes = @($body -split ',' | ForEach-Object { $_.Trim() } | Where-Object { $_ })
    } else {
      Stop-CsContractProgram 0x8007000d "[Extensions] $oid is beyond this contract"
    }
  }
  if ($purposes.Count -gt 0) { $Request.CertificateExtensions.Add((New-CsContractPurposes $purposes)) }
  $Request.CertificateExtensions.Add([X509SubjectKeyIdentifierExtension]::new($Request.PublicKey, $false))
}

# Critical, as CertEnroll marks it. The bits of the first octet are 0x80 downwards; 0x8000 is decipherOnly.
function New-CsContractKeyUsage([int] $Bits) {
  [X509KeyUsageExtension]::new([X509KeyUsageFlags] $Bits, $true)
}

function New-CsContractPurposes([string[]] $Oids) {
  $all = [OidCollection]::new()
  foreach ($oid in $Oids) { $null = $all.Add([Oid]::new($oid)) }
  [X509EnhancedKeyUsageExtension]::new($all, $false)
}

# What a request of Windows carries besides: its version, who made it with what, the provider, and the template by name.
function Add-CsContractRequestAttributes($Request, [hashtable] $Wanted) {
  $server = Get-CsContractServer
  Add-CsContractAttribute $Request '1.3.6.1.4.1.311.13.2.3' {
    param($writer) $writer.WriteCharacterString([UniversalTagNumber]::IA5String, (Get-CsContractBuild).ToString(3) + '.2')
  }
  Add-CsContractAttribute $Request '1.3.6.1.4.1.311.21.20' {
    param($writer)
    $null = $writer.PushSequence()
    $writer.WriteInteger(9)
    foreach ($text in $server.fqdn, $server.session.user, 'certreq.exe') {
      $writer.WriteCharacterString([UniversalTagNumber]::UTF8String, $text)
    }
    $writer.PopSequence()
  }
  Add-CsContractAttribute $Request '1.3.6.1.4.1.311.13.2.2' {
    param($writer)
    $null = $writer.PushSequence()
    $writer.WriteInteger(1)
    $writer.WriteCharacterString([UniversalTagNumber]::BMPString, $Wanted.provider)
    $writer.WriteBitString([byte[]] @(0), 0)
    $writer.PopSequence()
  }
  if ($Wanted.template) {
    Add-CsContractAttribute $Request '1.3.6.1.4.1.311.13.2.1' {
      param($writer)
      $null = $writer.PushSequence()
      foreach ($text in 'CertificateTemplate', $Wanted.template) { $writer.WriteCharacterString([UniversalTagNumber]::BMPString, $text) }
      $writer.PopSequence()
    }
  }
}

function Add-CsContractAttribute($Request, [string] $Oid, [scriptblock] $Write) {
  $writer = [AsnWriter]::new([AsnEncodingRules]::DER)
  & $Write $writer
  $Request.OtherRequestAttributes.Add([AsnEncodedData]::new([Oid]::new($Oid), $writer.Encode()))
}
