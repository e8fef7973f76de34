# Small helpers over X509Certificate2 and its files.

using namespace System.Security.Cryptography
using namespace System.Security.Cryptography.Pkcs
using namespace System.Security.Cryptography.X509Certificates

function Get-CsContractCertificate([byte[]] $Der) {
  [X509CertificateLoader]::LoadCertificate($Der)
}

function Get-CsContractSpki([PublicKey] $Key) {
  [Convert]::ToHexString([SHA256]::HashData($Key.ExportSubjectPublicKeyInfo())).ToLowerInvariant()
}

# PEM with CRLF, as certreq and certutil write it.
function ConvertTo-CsContractPem([byte[]] $Der, [string] $Label) {
  $body = [Convert]::ToBase64String($Der, 'InsertLineBreaks') -replace "`r?`n", "`r`n"
  # 76 characters a line become 64.
  $flat = $body -replace "`r`n", ''
  $lines = for ($at = 0; $at -lt $flat.Length; $at += 64) { $flat.Substring($at, [math]::Min(64, $flat.Length - $at)) }
  "-----BEGIN $Label-----`r`n" + (@($lines) -join "`r`n") + "`r`n-----END $Label-----`r`n"
}

# The DER of a file that holds DER, base64 with any armour, or base64 without one, as certreq reads it.
function Read-CsContractDer([string] $Path) {
  $bytes = [IO.File]::ReadAllBytes($Path)
  if ($bytes.Length -gt 1 -and $bytes[0] -eq 0x30) { return , $bytes }
  $text = [Text.Encoding]::Latin1.GetString($bytes)
  if ($text -match '(?s)-----BEGIN [^-]+-----(.*?)-----END ') { $text = $Matches[1] }
  try { return , [Convert]::FromBase64String(($text -replace '\s', '')) } catch { throw (New-CsContractCryptoError 0x8007000d) }
}

# What a response file holds: one certificate, or those of a PKCS#7.
function Read-CsContractCertificates([byte[]] $Der) {
  $type = [X509Certificate2]::GetCertContentType($Der)
  if ($type -eq 'Pkcs7') {
    $message = [SignedCms]::new()
    $message.Decode($Der)
    return , @($message.Certificates)
  }
  if ($type -ne 'Cert') { throw (New-CsContractCryptoError 0x8007000d) }
  return , @(Get-CsContractCertificate $Der)
}

function ConvertTo-CsContractPkcs7([object[]] $Certificates) {
  $all = [X509Certificate2Collection]::new()
  foreach ($certificate in $Certificates) { $null = $all.Add($certificate) }
  , $all.Export('Pkcs7')
}

function ConvertTo-CsContractUtc([datetime] $Time) { $Time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", [cultureinfo]::InvariantCulture) }

function ConvertFrom-CsContractUtc([string] $Text) {
  [datetime]::Parse($Text, [cultureinfo]::InvariantCulture, [Globalization.DateTimeStyles]'AdjustToUniversal, AssumeUniversal')
}
