# PFX as Windows of a given age writes and reads it: before Server 2019 only 3DES with SHA-1 (lync-certificates.md section 3.1).

# Whether reading it takes AES or a MAC of the SHA-2 family.
function Test-CsContractModernEncoding([byte[]] $Pfx) {
  $hex = [Convert]::ToHexString($Pfx)
  # PBES2 (1.2.840.113549.1.5.13) and SHA-256/384/512 (2.16.840.1.101.3.4.2.1 to 3)
  $hex -match '06092A864886F70D01050D|0609608648016503040201|0609608648016503040202|0609608648016503040203'
}

function ConvertTo-CsContractPfx([System.Security.Cryptography.X509Certificates.X509Certificate2] $Certificate, [string] $Password, [string] $Profile) {
  $encoding = if ($Profile -eq 'modern') { 'Pbes2Aes256Sha256' } else { 'Pkcs12TripleDesSha1' }
  , $Certificate.ExportPkcs12([System.Security.Cryptography.X509Certificates.Pkcs12ExportPbeParameters] $encoding, $Password)
}

# The certificates of a PFX; the one with the key first. Windows says the same of a wrong password and of what it cannot read.
function Read-CsContractPfx([byte[]] $Pfx, [string] $Password) {
  if (-not (Test-CsContractModernPfx) -and (Test-CsContractModernEncoding $Pfx)) { throw (New-CsContractCryptoError 0x80070056) }
  try {
    $all = [System.Security.Cryptography.X509Certificates.X509CertificateLoader]::LoadPkcs12Collection($Pfx, $Password, 'Exportable')
  } catch [System.Security.Cryptography.CryptographicException] {
    if ($_.Exception.Message -match 'password') { throw (New-CsContractCryptoError 0x80070056) }
    throw (New-CsContractCryptoError 0x80092002 'ASN1 bad tag value met.')
  }
  , @(@($all | Where-Object { $_.HasPrivateKey }) + @($all | Where-Object { -not $_.HasPrivateKey }))
}

# The provider that a PFX names for its key (1.3.6.1.4.1.311.17.1), or the SChannel provider of CryptoAPI.
function Get-CsContractPfxProvider([byte[]] $Pfx, [string] $Password) {
  $read = 0
  $info = [System.Security.Cryptography.Pkcs.Pkcs12Info]::Decode($Pfx, [ref] $read)
  foreach ($contents in $info.AuthenticatedSafe) {
    if ($contents.ConfidentialityMode -eq 'Password') { $contents.Decrypt($Password) }
    foreach ($bag in $contents.GetBags()) {
      foreach ($attribute in $bag.Attributes) {
        if ($attribute.Oid.Value -ne '1.3.6.1.4.1.311.17.1') { continue }
        $value = [System.Formats.Asn1.AsnReader]::new($attribute.Values[0].RawData, [System.Formats.Asn1.AsnEncodingRules]::DER)
        return $value.ReadCharacterString([System.Formats.Asn1.UniversalTagNumber]::BMPString)
      }
    }
  }
  $script:CsContractChannelProvider
}
