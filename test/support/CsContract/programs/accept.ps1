# certreq -accept [-machine|-user] [-q] RESPONSE: joins the certificate with the key of its request and clears the REQUEST entry.

using namespace System.Collections
using namespace System.Security.Cryptography
using namespace System.Security.Cryptography.X509Certificates

function Invoke-CsContractAccept([IDictionary] $Given, [string[]] $Files) {
  if ($Files.Count -lt 1) { Wait-CsContractPerson $Given 0x80070057 'CertFileIn' }
  if (-not [IO.File]::Exists($Files[0])) { Stop-CsContractProgram 0x80070002 $Files[0] }
  try { $brought = Read-CsContractCertificates (Read-CsContractDer $Files[0]) }
  catch [CryptographicException] { Stop-CsContractProgram 0x8007000d $Files[0] }
  $contexts = if ($Given.Contains('machine')) { 'Machine' } elseif ($Given.Contains('user')) { 'User' } else { 'Machine', 'User' }
  foreach ($context in $contexts) {
    foreach ($certificate in $brought) {
      $entry = Find-CsContractEntryOfKey 'REQUEST' (Get-CsContractSpki $certificate.PublicKey) $context
      if ($null -ne $entry) { Install-CsContractResponse $certificate $brought $entry $context; return }
    }
  }
  Stop-CsContractProgram 0x80092004
}

function Install-CsContractResponse($Certificate, [object[]] $Brought, $Entry, [string] $Context) {
  if ($Context -eq 'Machine' -and -not (Get-CsContractServer).session.elevated) { Stop-CsContractProgram 0x80070005 }
  Assert-CsContractChain $Certificate $Brought
  if ($null -eq (Get-CsContractKey $Entry.container $Context)) { Stop-CsContractProgram 0x80092004 'the key of the request is gone' }
  foreach ($other in $Brought) {
    # Intermediates of a PKCS#7 go into CA; a root is never trusted because a response carries it.
    if ($other.Thumbprint -ne $Certificate.Thumbprint -and $other.Subject -ne $other.Issuer) {
      $null = Add-CsContractEntry 'CA' $other.RawData '' '' $Context
    }
  }
  $null = Add-CsContractEntry 'My' $Certificate.RawData $Entry.container $Entry.friendlyName $Context
  Remove-CsContractEntry 'REQUEST' $Entry.thumbprint $Context
}

# CertEnroll builds the chain with what the machine's stores and the response have, and installs nothing that does not end in a trusted root.
# {"certreq": {"acceptUntrusted": true}} is for tests that are about something else.
function Assert-CsContractChain($Certificate, [object[]] $Brought) {
  if (Get-CsContractFault 'certreq' 'acceptUntrusted') { return }
  $failure = Get-CsContractChainError $Certificate $Brought
  if ($failure -ne 0) { Stop-CsContractProgram $failure }
}

# 0, or the HRESULT of what is wrong with the chain.
function Get-CsContractChainError($Certificate, [object[]] $Brought) {
  $chain = [X509Chain]::new()
  $policy = $chain.ChainPolicy
  $policy.TrustMode = 'CustomRootTrust'
  $policy.RevocationMode = 'NoCheck'
  $policy.DisableCertificateDownloads = $true
  $policy.VerificationTime = (Get-CsContractNow).ToLocalTime()
  foreach ($entry in Get-CsContractEntries 'Root') {
    $null = $policy.CustomTrustStore.Add((Get-CsContractCertificate ([Convert]::FromBase64String($entry.der))))
  }
  foreach ($entry in Get-CsContractEntries 'CA') {
    $null = $policy.ExtraStore.Add((Get-CsContractCertificate ([Convert]::FromBase64String($entry.der))))
  }
  foreach ($other in $Brought) { $null = $policy.ExtraStore.Add($other) }
  if ($chain.Build($Certificate)) { return 0 }
  $status = 0
  foreach ($problem in $chain.ChainStatus) { $status = $status -bor [int] $problem.Status }
  $flags = [X509ChainStatusFlags] $status
  if ($flags.HasFlag([X509ChainStatusFlags]::PartialChain)) { return 0x800b010a }
  if ($flags.HasFlag([X509ChainStatusFlags]::UntrustedRoot)) { return 0x800b0109 }
  if ($flags.HasFlag([X509ChainStatusFlags]::NotTimeValid)) { return 0x800b0101 }
  return 0x800b010a
}
