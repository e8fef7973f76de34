# The key providers of Windows that the product meets. Those of CryptoAPI ("CSP") have a type; those of CNG ("KSP") have none.

$script:CsContractProviders = @{
  'Microsoft RSA SChannel Cryptographic Provider'            = 12
  'Microsoft Enhanced RSA and AES Cryptographic Provider'    = 24
  'Microsoft Enhanced Cryptographic Provider v1.0'           = 1
  'Microsoft Strong Cryptographic Provider'                  = 1
  'Microsoft Software Key Storage Provider'                  = 0
  'Microsoft Platform Crypto Provider'                       = 0
}
$script:CsContractChannelProvider = 'Microsoft RSA SChannel Cryptographic Provider'
$script:CsContractKeyStorageProvider = 'Microsoft Software Key Storage Provider'

# Its type; a CryptographicException when Windows has no such provider.
function Get-CsContractProviderType([string] $Provider) {
  if (-not $script:CsContractProviders.ContainsKey($Provider)) { throw (New-CsContractCryptoError 0x80090019) }
  $script:CsContractProviders[$Provider]
}
