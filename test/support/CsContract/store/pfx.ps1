# PFX as Windows of a given age writes and reads it: before Server 2019 only 3DES with SHA-1 (PFX of old Windows: general knowledge).

using namespace System.Formats.Asn1
using namespace System.Security.Cryptography
using namespace System.Security.Cryptography.Pkcs
using namespace System.Security.Cryptography.X509Certificates

# Whether reading it takes AES or a MAC of the SHA-2 family.
function Test-CsContractModernEncoding([byte[]] $Pfx) {
  $hex = [Convert]::ToHexString($Pfx)
  # PBES2 (1.2.840.113549.1.5.13) and SHA-256/384/512 (2.16.840.1.101.3.4.2.1 to 3)
  $hex -match '06092A864886F70D01050D|0609608648016503040201|0609608648016503040202|0609608648016503040203'
}

# Certificate, key and the intermediates that this machine knows, as PFXExportCertStore writes them: the key in a shrouded bag that names
# its provider, all of it with 3DES and SHA-1.
function ConvertTo-CsContractPfx($Entry, [RSA] $Key, [string] $Provider, [string] $Password) {
  $leaf = Get-CsContractCertificate ([Convert]::FromBase64String($Entry.der))
  $weak = [PbeParameters]::new('TripleDes3KeyPkcs12', 'SHA1', 2000)
  $keys = [Pkcs12SafeContents]::new()
  $bag = $keys.AddShroudedKey($Key, $Password, $weak)
  $local = [Pkcs9LocalKeyId]::new([byte[]] (1, 0, 0, 0))
  $null = $bag.Attributes.Add($local)
  $null = $bag.Attributes.Add((New-CsContractText '1.3.6.1.4.1.311.17.1' $Provider))
  $certificates = [Pkcs12SafeContents]::new()
  $bag = $certificates.AddCertificate($leaf)
  $null = $bag.Attributes.Add($local)
  if ($Entry.friendlyName) { $null = $bag.Attributes.Add((New-CsContractText '1.2.840.113549.1.9.20' $Entry.friendlyName)) }
  foreach ($issuer in Get-CsContractIssuers $leaf) { $null = $certificates.AddCertificate($issuer) }
  $builder = [Pkcs12Builder]::new()
  $builder.AddSafeContentsUnencrypted($keys)
  $builder.AddSafeContentsEncrypted($certificates, $Password, $weak)
  $builder.SealWithMac($Password, 'SHA1', 2000)
  , $builder.Encode()
}

function New-CsContractText([string] $Oid, [string] $Text) {
  $writer = [AsnWriter]::new([AsnEncodingRules]::DER)
  $writer.WriteCharacterString([UniversalTagNumber]::BMPString, $Text)
  [AsnEncodedData]::new([Oid]::new($Oid), $writer.Encode())
}

# Intermediates of this machine's stores above a certificate, never roots.
function Get-CsContractIssuers($Leaf) {
  $known = @(Get-CsContractEntries 'CA' | ForEach-Object { Get-CsContractCertificate ([Convert]::FromBase64String($_.der)) })
  for ($at = $Leaf; $at.Subject -ne $at.Issuer; $at = $next) {
    $next = $null
    foreach ($one in $known) { if ($one.Subject -eq $at.Issuer -and $one.Subject -ne $one.Issuer) { $next = $one } }
    if ($null -eq $next) { return }
    $next
  }
}

# The certificates of a PFX; the one with the key first. Windows says the same of a wrong password and of what it cannot read.
function Read-CsContractPfx([byte[]] $Pfx, [string] $Password) {
  if (-not (Test-CsContractModernPfx) -and (Test-CsContractModernEncoding $Pfx)) { throw (New-CsContractCryptoError 0x80070056) }
  try {
    $all = [X509CertificateLoader]::LoadPkcs12Collection($Pfx, $Password, 'Exportable')
  } catch [CryptographicException] {
    if ($_.Exception.Message -match 'password') { throw (New-CsContractCryptoError 0x80070056) }
    throw (New-CsContractCryptoError 0x80092002 'ASN1 bad tag value met.')
  }
  , @(@($all | Where-Object { $_.HasPrivateKey }) + @($all | Where-Object { -not $_.HasPrivateKey }))
}

# An attribute (BMPString) of any bag of a PFX whose password was right; $null when there is none.
function Get-CsContractPfxText([byte[]] $Pfx, [string] $Password, [string] $Oid) {
  $read = 0
  $info = [Pkcs12Info]::Decode($Pfx, [ref] $read)
  foreach ($contents in $info.AuthenticatedSafe) {
    if ($contents.ConfidentialityMode -eq 'Password') { $contents.Decrypt($Password) }
    foreach ($bag in $contents.GetBags()) {
      foreach ($attribute in $bag.Attributes) {
        if ($attribute.Oid.Value -ne $Oid) { continue }
        $value = [AsnReader]::new($attribute.Values[0].RawData, [AsnEncodingRules]::BER)
        return $value.ReadCharacterString([UniversalTagNumber]::BMPString)
      }
    }
  }
}

# The provider that Windows puts the key into: the one that the PFX names (1.3.6.1.4.1.311.17.1), else its own choice.
function Get-CsContractPfxProvider([byte[]] $Pfx, [string] $Password) {
  $named = Get-CsContractPfxText $Pfx $Password '1.3.6.1.4.1.311.17.1'
  if (-not $named) { return 'Microsoft Enhanced Cryptographic Provider v1.0' }
  $null = Get-CsContractProviderType $named
  $named
}

function Get-CsContractPfxName([byte[]] $Pfx, [string] $Password) { Get-CsContractPfxText $Pfx $Password '1.2.840.113549.1.9.20' }

# Into My with its key; the thumbprint. The container that an entry had before goes when it gets another one, unless another entry has
# its key there.
function Add-CsContractKeyed($Leaf, [string] $Provider, [bool] $Exportable, [string] $FriendlyName) {
  $rsa = [RSACertificateExtensions]::GetRSAPrivateKey($Leaf)
  if ($null -eq $rsa) { throw (New-CsContractCryptoError 0x80090029) }
  $before = Find-CsContractEntry 'My' $Leaf.Thumbprint
  $container = New-CsContractKey $rsa $Provider 1 $Exportable
  Add-CsContractEntry 'My' $Leaf.RawData $container $FriendlyName
  if ($null -eq $before -or -not $before.container) { return }
  $others = @('My', 'REQUEST' | ForEach-Object { Get-CsContractEntries $_ } | Where-Object { $_.container -eq $before.container })
  if ($others.Count -eq 0) { Remove-CsContractKey $before.container }
}
