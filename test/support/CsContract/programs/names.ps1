# {text} of a subject alternative name: dns=a&ipaddress=b&, as CertEnroll reads it.

using namespace System.Security.Cryptography.X509Certificates

function ConvertFrom-CsContractNames([string] $Text) {
  $builder = [SubjectAlternativeNameBuilder]::new()
  foreach ($part in $Text -split '&') {
    if ($part.Trim() -eq '') { continue }
    if ($part -notmatch '^\s*([A-Za-z ]+)=(.+)$') { Stop-CsContractProgram 0x8007000d "2.5.29.17: $part" }
    $value = $Matches[2].Trim()
    switch ($Matches[1].Trim().ToLowerInvariant()) {
      'dns' { Assert-CsContractDns $value; $builder.AddDnsName($value) }
      'ipaddress' { $builder.AddIpAddress([Net.IPAddress]::Parse($value)) }
      'ip address' { $builder.AddIpAddress([Net.IPAddress]::Parse($value)) }
      'email' { $builder.AddEmailAddress($value) }
      'upn' { $builder.AddUserPrincipalName($value) }
      'url' { $builder.AddUri([uri] $value) }
      default { Stop-CsContractProgram 0x8007000d "2.5.29.17: $part" }
    }
  }
  $builder.Build($false)
}

# An IA5String: no other letters get in.
function Assert-CsContractDns([string] $Name) {
  if ($Name -notmatch '^[!-~]+$') { Stop-CsContractProgram 0x8007000d "2.5.29.17: dns=$Name" }
}
