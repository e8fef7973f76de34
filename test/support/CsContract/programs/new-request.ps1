# certreq -new [-machine|-user] [-q] [-f] POLICY.inf OUT.req
# (certreq_1.md of windowsserverdocs, [newrequest])

using namespace System.Collections
using namespace System.Formats.Asn1
using namespace System.Security.Cryptography.X509Certificates

$script:CsContractUsageBits = @{
  CERT_DIGITAL_SIGNATURE_KEY_USAGE = 0x80; CERT_NON_REPUDIATION_KEY_USAGE = 0x40; CERT_KEY_ENCIPHERMENT_KEY_USAGE = 0x20
  CERT_DATA_ENCIPHERMENT_KEY_USAGE = 0x10; CERT_KEY_AGREEMENT_KEY_USAGE = 0x08; CERT_KEY_CERT_SIGN_KEY_USAGE = 0x04
  CERT_OFFLINE_CRL_SIGN_KEY_USAGE = 0x02; CERT_CRL_SIGN_KEY_USAGE = 0x02; CERT_ENCIPHER_ONLY_KEY_USAGE = 0x01
  CERT_DECIPHER_ONLY_KEY_USAGE = 0x8000
}

# Every key that this contract knows; what the scripts have no business with is refused like what does not exist.
$script:CsContractRequestKeys = @(
  'Subject', 'X500NameFlags', 'KeyLength', 'KeySpec', 'KeyUsage', 'KeyAlgorithm', 'Exportable', 'MachineKeySet', 'ProviderName', 'ProviderType', 'HashAlgorithm'
  'AlternateSignatureAlgorithm', 'RequestType', 'FriendlyName', 'Silent', 'SMIME', 'PrivateKeyArchive', 'UserProtected', 'UseExistingKeySet', 'SuppressDefaults'
)

function Invoke-CsContractNew([IDictionary] $Given, [string[]] $Files) {
  if ($Files.Count -lt 1) { Wait-CsContractPerson $Given 0x80070057 'PolicyFileIn' }
  if ($Files.Count -lt 2) { Wait-CsContractPerson $Given 0x80070057 'RequestFileOut' }
  if (-not [IO.File]::Exists($Files[0])) { Stop-CsContractProgram 0x80070002 $Files[0] }
  $wanted = Read-CsContractPolicy (Read-CsContractInf $Files[0])
  # "For new requests it must be consistent with the MachineKeyset INF key" (certreq_1.md, -machine)
  if ($Given.Contains('machine') -and -not $wanted.machine) {
    Stop-CsContractProgram 0x80070057 '[NewRequest] MachineKeySet = FALSE with -machine'
  }
  if ($Given.Contains('user') -and $wanted.machine) { Stop-CsContractProgram 0x80070057 '[NewRequest] MachineKeySet = TRUE with -user' }
  Assert-CsContractFree $Given @($Files[1])
  if ($wanted.machine -and -not (Get-CsContractServer).session.elevated) { Stop-CsContractProgram 0x80070005 }
  $context = if ($wanted.machine) { 'Machine' } else { 'User' }
  $csr = New-CsContractRequest $wanted $context
  [IO.File]::WriteAllText($Files[1], (ConvertTo-CsContractPem $csr 'NEW CERTIFICATE REQUEST'))
  Get-CsContractPhrase 'created'
}

# What [NewRequest] and its sister sections ask for.
function Read-CsContractPolicy([IDictionary] $Sections) {
  foreach ($name in $Sections.Keys) {
    if ($name -notin 'version', 'strings', 'newrequest', 'extensions', 'enhancedkeyusageextension', 'requestattributes') {
      Stop-CsContractProgram 0x8007000d "[$name]"
    }
  }
  if (-not $Sections.Contains('newrequest')) { Stop-CsContractProgram 0x8007000d '[NewRequest] is missing' }
  if ($Sections.Contains('version')) {
    $signature = @($Sections['version'] | Where-Object { $_.key -eq 'Signature' })
    if ($signature.Count -ne 1 -or $signature[0].value -notin '$Windows NT$', '$Chicago$') {
      Stop-CsContractProgram 0x8007000d '[Version] Signature'
    }
  }
  $values = @{}
  foreach ($line in $Sections['newrequest']) {
    if ($line.key -notin $script:CsContractRequestKeys) { Stop-CsContractProgram 0x8007000d "[NewRequest] $($line.key)" }
    # Keys of this table are the same in any case.
    if ($values.ContainsKey($line.key)) { Stop-CsContractProgram 0x8007000d "[NewRequest] $($line.key) twice" }
    $values[$line.key] = $line.value
  }
  $provider = if ($values.ContainsKey('ProviderName')) { $values.ProviderName } else { $script:CsContractKeyStorageProvider }
  Assert-CsContractPolicy $values
  @{
    subject      = Read-CsContractSubject $values
    machine      = Read-CsContractBoolean $values 'MachineKeySet' $false
    exportable   = Read-CsContractBoolean $values 'Exportable' $false
    keyLength    = Read-CsContractNumber $values 'KeyLength' 2048
    provider     = $provider
    keySpec      = Read-CsContractKeySpec $values $provider
    hash         = Read-CsContractChoice $values 'HashAlgorithm' @('sha1', 'sha256', 'sha384', 'sha512', 'md5') 'sha1'
    padding      = if (Read-CsContractBoolean $values 'AlternateSignatureAlgorithm' $false) { 'Pss' } else { 'Pkcs1' }
    keyUsage     = Read-CsContractKeyUsage $values
    friendlyName = if ($values.ContainsKey('FriendlyName')) { $values.FriendlyName } else { '' }
    extensions   = Read-CsContractExtensions $(if ($Sections.Contains('extensions')) { $Sections['extensions'] } else { @() })
    purposes     = @(Read-CsContractPurposes $Sections)
    template     = Read-CsContractTemplateName $Sections
  }
}

# Settings that exist but that no request of ours may turn on.
function Assert-CsContractPolicy([hashtable] $Values) {
  $null = Read-CsContractChoice $Values 'RequestType' @('PKCS10') 'PKCS10'
  $null = Read-CsContractChoice $Values 'KeyAlgorithm' @('RSA') 'RSA'
  foreach ($name in 'SMIME', 'PrivateKeyArchive', 'UserProtected', 'UseExistingKeySet', 'SuppressDefaults') {
    if (Read-CsContractBoolean $Values $name $false) {
      Stop-CsContractProgram 0x8007000d "[NewRequest] $name = TRUE is beyond this contract"
    }
  }
  $null = Read-CsContractBoolean $Values 'Silent' $false
}

function Read-CsContractBoolean([hashtable] $Values, [string] $Name, [bool] $Default) {
  if (-not $Values.ContainsKey($Name)) { return $Default }
  if ($Values[$Name] -notmatch '^(true|false|1|0)$') { Stop-CsContractProgram 0x8007000d "[NewRequest] $Name = $($Values[$Name])" }
  $Values[$Name] -match '^(true|1)$'
}

function ConvertTo-CsContractNumber([string] $Text, [string] $Where) {
  if ($Text -match '^0x[0-9a-f]+$') { return [Convert]::ToInt32($Text, 16) }
  if ($Text -match '^\d+$') { return [int] $Text }
  Stop-CsContractProgram 0x8007000d "$Where = $Text"
}

function Read-CsContractNumber([hashtable] $Values, [string] $Name, [int] $Default) {
  if (-not $Values.ContainsKey($Name)) { return $Default }
  ConvertTo-CsContractNumber $Values[$Name] "[NewRequest] $Name"
}

function Read-CsContractChoice([hashtable] $Values, [string] $Name, [string[]] $Choices, [string] $Default) {
  if (-not $Values.ContainsKey($Name)) { return $Default }
  foreach ($choice in $Choices) { if ($choice -eq $Values[$Name]) { return $choice } }
  Stop-CsContractProgram 0x8007000d "[NewRequest] $Name = $($Values[$Name])"
}

# X500NameFlags are those of CertStrToName. Without CERT_NAME_STR_ENABLE_UTF8_UNICODE_FLAG, letters outside of ASCII become a BMPString.
function Read-CsContractSubject([hashtable] $Values) {
  $flags = Read-CsContractNumber $Values 'X500NameFlags' 0
  if ($flags -notin 0, 0x40000, 0x80000) { Stop-CsContractProgram 0x8007000d "[NewRequest] X500NameFlags = $flags is beyond this contract" }
  if (-not $Values.ContainsKey('Subject')) { return $null }
  try { $name = [X500DistinguishedName]::new($Values.Subject) }
  catch { Stop-CsContractProgram 0x80092023 "[NewRequest] Subject = $($Values.Subject)" }
  if ($flags -ne 0 -or $Values.Subject -notmatch '[^\x00-\x7f]') { return $name }
  $builder = [X500DistinguishedNameBuilder]::new()
  foreach ($part in $name.EnumerateRelativeDistinguishedNames()) {
    $kind = if ($part.GetSingleElementValue() -match '[^\x00-\x7f]') { [UniversalTagNumber]::BMPString } else { [UniversalTagNumber]::PrintableString }
    $builder.Add($part.GetSingleElementType(), $part.GetSingleElementValue(), $kind)
  }
  $builder.Build()
}

# A CSP that is named must be of the type that is named (NTE_PROV_TYPE_NO_MATCH); KeySpec is a matter of CSPs.
function Read-CsContractKeySpec([hashtable] $Values, [string] $Provider) {
  try { $type = Get-CsContractProviderType $Provider } catch { Stop-CsContractProgram 0x80090019 "[NewRequest] ProviderName = $Provider" }
  if ($Values.ContainsKey('ProviderType') -and (Read-CsContractNumber $Values 'ProviderType' 0) -ne $type) {
    Stop-CsContractProgram 0x8009001b "[NewRequest] ProviderType = $($Values.ProviderType)"
  }
  if (-not $Values.ContainsKey('KeySpec')) { return $(if ($type -eq 0) { 0 } else { 2 }) }
  $names = @{ 'AT_NONE' = 0; 'AT_KEYEXCHANGE' = 1; 'AT_SIGNATURE' = 2 }
  $spec = if ($names.ContainsKey($Values.KeySpec)) { $names[$Values.KeySpec] } else { Read-CsContractNumber $Values 'KeySpec' 0 }
  if ($spec -notin 0, 1, 2) { Stop-CsContractProgram 0x8007000d "[NewRequest] KeySpec = $($Values.KeySpec)" }
  $spec
}

function Read-CsContractKeyUsage([hashtable] $Values) {
  if (-not $Values.ContainsKey('KeyUsage')) { return 0 }
  $bits = 0
  foreach ($part in $Values.KeyUsage -split '\|') {
    $name = $part.Trim()
    if ($script:CsContractUsageBits.ContainsKey($name)) { $bits = $bits -bor $script:CsContractUsageBits[$name] }
    else { $bits = $bits -bor (ConvertTo-CsContractNumber $name '[NewRequest] KeyUsage') }
  }
  $bits
}

function Read-CsContractPurposes([IDictionary] $Sections) {
  if (-not $Sections.Contains('enhancedkeyusageextension')) { return }
  foreach ($line in $Sections['enhancedkeyusageextension']) {
    if ($line.key -ne 'OID' -or $line.value -notmatch '^\d+(\.\d+)+$') {
      Stop-CsContractProgram 0x8007000d "[EnhancedKeyUsageExtension] $($line.key) = $($line.value)"
    }
    $line.value
  }
}

function Read-CsContractTemplateName([IDictionary] $Sections) {
  if (-not $Sections.Contains('requestattributes')) { return $null }
  $template = $null
  foreach ($line in $Sections['requestattributes']) {
    if ($line.key -eq 'CertificateTemplate') { $template = $line.value }
    elseif ($line.key -ne 'SAN') { Stop-CsContractProgram 0x8007000d "[RequestAttributes] $($line.key)" }
  }
  $template
}
