# Errors of Windows: the exception's type, its text and its HRESULT, as .NET on Windows would give them.

using namespace System.Security.Cryptography

$script:CsContractTexts = @{
  0x80070005 = 'Access is denied.'
  0x80070050 = 'The file exists.'
  0x80070056 = 'The specified network password is not correct.'
  0x80070057 = 'The parameter is incorrect.'
  0x8007000d = 'The data is invalid.'
  0x80092023 = 'The string contains an invalid X500 name attribute key, oid, value or delimiter.'
  0x80090008 = 'Invalid algorithm specified.'
  0x80090009 = 'Invalid flags specified.'
  0x80070002 = 'The system cannot find the file specified.'
  0x8007052e = 'The user name or password is incorrect.'
  0x800706ba = 'The RPC server is unavailable.'
  0x8009000b = 'Key not valid for use in specified state.'
  0x80090016 = 'Keyset does not exist'
  0x80090019 = 'The keyset is not defined.'
  0x8009001b = 'Provider type does not match registered value.'
  0x80090029 = 'The requested operation is not supported.'
  0x80092004 = 'Cannot find object or property.'
  0x80092012 = 'The revocation function was unable to check revocation for the certificate.'
  0x800b0101 = 'A required certificate is not within its validity period when verifying against the current system clock or the timestamp in the signed file.'
  0x800b0109 = 'A certificate chain processed, but terminated in a root certificate which is not trusted by the trust provider.'
  0x800b010a = 'A certificate chain could not be built to a trusted root authority.'
}

function Get-CsContractText([int] $HResult) {
  $text = $script:CsContractTexts[$HResult]
  if ($null -eq $text) { throw "The contract has no text for 0x$($HResult.ToString('x8'))" }
  $text
}

# A CryptographicException as the Windows store or provider throws it.
function New-CsContractCryptoError([int] $HResult, [string] $Message) {
  $failure = [CryptographicException]::new($(if ($Message) { $Message } else { Get-CsContractText $HResult }))
  $failure.HResult = $HResult
  $failure
}
