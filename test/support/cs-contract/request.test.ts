import {expect} from '@jest/globals';
import {describeRules} from './rules.ts';

const REQUEST = 'Request-CsCertificate, help';
const deployment = {
  sipDomains: ['contoso.com', 'fabrikam.com'] as const,
  simpleUrls: {
    meet: ['https://meet.contoso.com', 'https://meet.fabrikam.com'],
    dialin: 'https://dialin.contoso.com',
    admin: 'https://admin.contoso.com',
  },
};

/** The names of the newest certificate of My with this thumbprint. */
const NAMES = `
  function Names([string] $Thumbprint) {
    $entry = @(Get-CscertEntries -Store My | Where-Object { $_.thumbprint -eq $Thumbprint })[0]
    & $Contract { param($Der) $leaf = Get-CsContractCertificate ([Convert]::FromBase64String($Der)); $leaf.Subject; Get-CsContractDnsNames $leaf } $entry.der
  }
`;

describeRules('Request-CsCertificate', {deployment}, [
  {
    rule: 'online it asks, installs and tells the thumbprint',
    source: REQUEST,
    script: `
      $made = Request-CsCertificate -New -Type Default -CA $Ca -KeySize 1024 -FriendlyName 'Lync Default' -Organization Contoso -Country US
      $entry = @(Get-CscertEntries -Store My)[0]
      $made.RequestStatus, ($made.Thumbprint -eq $entry.thumbprint), $entry.friendlyName, $entry.provider, $entry.exportable, @(Get-CscertEntries -Store REQUEST).Count`,
    gives: ['Issued', true, 'Lync Default', 'Microsoft RSA SChannel Cryptographic Provider', false, 0],
  },
  {
    rule: 'names are computed from the topology: the pool first, then the computer, and only the primary SIP domain',
    source: 'Certificate requirements for internal servers; Request-CsCertificate, help',
    script: `${NAMES} Names (Request-CsCertificate -New -Type Default -CA $Ca -KeySize 1024).Thumbprint`,
    gives: ['CN=fepool01.contoso.com', 'fepool01.contoso.com', 'fe01.contoso.com', 'sip.contoso.com'],
  },
  {
    rule: 'organization and geography are in the subject',
    source: 'Configure certificates for servers, steps 9 and 10',
    script: `${NAMES} (Names (Request-CsCertificate -New -Type Default -CA $Ca -KeySize 1024 -Organization Contoso -OU Lync -City Redmond -State WA -Country US).Thumbprint)[0]`,
    gives: 'CN=fepool01.contoso.com, OU=Lync, O=Contoso, L=Redmond, S=WA, C=US',
  },
  {
    rule: '-AllSipDomain adds the others',
    source: REQUEST,
    script: `${NAMES} (Names (Request-CsCertificate -New -Type Default -CA $Ca -KeySize 1024 -AllSipDomain).Thumbprint)[-2..-1]`,
    gives: ['sip.contoso.com', 'sip.fabrikam.com'],
  },
  {
    rule: 'several usages become one certificate with all their names',
    source: 'Certificate requirements for internal servers; Request-CsCertificate, help',
    script: `${NAMES} Names (Request-CsCertificate -New -Type Default,WebServicesInternal,WebServicesExternal -CA $Ca -KeySize 1024).Thumbprint`,
    gives: [
      'CN=fepool01.contoso.com',
      'fepool01.contoso.com',
      'fe01.contoso.com',
      'sip.contoso.com',
      'meet.contoso.com',
      'meet.fabrikam.com',
      'dialin.contoso.com',
      'admin.contoso.com',
      'lyncdiscoverinternal.contoso.com',
      'webext.contoso.com',
      'lyncdiscover.contoso.com',
    ],
  },
  {
    rule: '-DomainName is one string with commas and only adds',
    source: REQUEST,
    script: `${NAMES} (Names (Request-CsCertificate -New -Type Default -CA $Ca -KeySize 1024 -DomainName 'a.contoso.com, b.contoso.com,FE01.contoso.com').Thumbprint)[-3..-1]`,
    gives: ['sip.contoso.com', 'a.contoso.com', 'b.contoso.com'],
  },
  {
    rule: 'an array is no string',
    source: REQUEST,
    script: "Request-CsCertificate -New -Type Default -CA $Ca -DomainName 'a.contoso.com', 'b.contoso.com'",
    fails: {id: 'ParameterArgumentTransformationError,Request-CsCertificate'},
  },
  {
    rule: 'KeySize is 1024, 2048 or 4096',
    source: REQUEST,
    script: 'Request-CsCertificate -New -Type Default -CA $Ca -KeySize 3072',
    fails: {id: 'ParameterArgumentValidationError,Request-CsCertificate'},
  },
  {
    rule: 'PrivateKeyExportable is a Boolean and no switch',
    source: REQUEST,
    script: 'Request-CsCertificate -New -Type Default -CA $Ca -PrivateKeyExportable',
    fails: {id: 'MissingArgument,Request-CsCertificate'},
  },
  {
    rule: 'with $True the key may leave',
    source: REQUEST,
    script: `
      $made = Request-CsCertificate -New -Type Default -CA $Ca -KeySize 1024 -PrivateKeyExportable $True -ClientEKU $True
      @(Get-CscertEntries -Store My | Where-Object { $_.thumbprint -eq $made.Thumbprint })[0].exportable`,
    gives: true,
  },
  {
    rule: 'there is no -KeyUsage, no -HashAlgorithm and no -Clobber',
    source: REQUEST,
    script: 'Request-CsCertificate -New -Type Default -CA $Ca -HashAlgorithm sha256',
    fails: {id: 'NamedParameterNotFound,Request-CsCertificate'},
  },
  {
    rule: 'one of -New, -List, -Retrieve and -Clear is given',
    source: REQUEST,
    script: 'Request-CsCertificate -New -List -Type Default',
    fails: {id: 'AmbiguousParameterSet,Request-CsCertificate'},
  },
  {
    rule: 'it asks a CA or writes a file, and one of them',
    source: 'Configure certificates for servers, step 4',
    script: "Request-CsCertificate -New -Type Default -CA $Ca -Output (New-Path '.req')",
    fails: {id: 'OneOfCaAndOutput,Request-CsCertificate'},
  },
  {
    rule: 'a friendly name that is in use is refused',
    source: 'Certificate infrastructure requirements',
    script: "Request-CsCertificate -New -Type Default -CA $Ca -FriendlyName 'Lync Default'",
    fails: {id: 'FriendlyNameInUse,Request-CsCertificate'},
  },
  {
    rule: 'a usage that the role does not have is refused',
    source: REQUEST,
    script: 'Request-CsCertificate -New -Type Internal -CA $Ca',
    fails: {message: /^The computer does not need a certificate/, type: 'System.InvalidOperationException'},
  },
  {
    rule: '-ComputerFqdn on an Edge Server looks for the Central Management store in vain',
    source: 'Certificate requirements for external user access',
    script: `
      On 'edge01.contoso.com'
      try { Request-CsCertificate -New -Type Internal -ComputerFqdn edge01.contoso.com -Output (New-Path '.req') } finally { On 'fe01.contoso.com' }`,
    fails: {id: 'CentralMgmtStoreInaccessible,Request-CsCertificate', type: 'System.ArgumentException'},
  },
  {
    rule: 'offline it writes a PKCS#10, leaves an entry in REQUEST and does not tell its thumbprint',
    source: 'Request-CsCertificate, help; scripts of the field',
    script: `
      On 'edge01.contoso.com'
      $path = New-Path '.req'
      $made = Request-CsCertificate -New -Type AccessEdgeExternal,DataEdgeExternal,AudioVideoAuthentication -Output $path -KeySize 1024 -FriendlyName Edge
      $csr = & $Contract { param($Path) Read-CsContractRequest (Read-CsContractDer $Path) } $path
      $entry = @(Get-CscertEntries -Store REQUEST)[0]
      On 'fe01.contoso.com'
      $made.RequestStatus, $made.Thumbprint, $csr.SubjectName.Name, $entry.friendlyName`,
    gives: ['Offline', null, 'CN=access.contoso.com', 'Edge'],
  },
  {
    rule: 'the answer of an offline request is imported on the server that asked',
    source: 'Import-CsCertificate, help; certreq_1.md, -accept',
    script: `
      $path = New-Path '.req'
      $null = Request-CsCertificate -New -Type Default -Output $path -KeySize 1024 -FriendlyName 'Offline one'
      $null = Submit $path
      Import-CsCertificate -Path ($path + '.p7b')
      $entry = @(Get-CscertEntries -Store My | Where-Object { $_.friendlyName -eq 'Offline one' })[0]
      $entry.hasPrivateKey, @(Get-CscertEntries -Store REQUEST).Count`,
    gives: [true, 0],
  },
  {
    rule: 'on another server it arrives without its key',
    source: 'Configure certificates for servers, failures',
    script: `
      $path = New-Path '.req'
      $null = Request-CsCertificate -New -Type Default -Output $path -KeySize 1024
      $null = Submit $path
      On 'fe02.contoso.com'
      Import-CsCertificate -Path ($path + '.cer')
      $key = @(Get-CscertEntries -Store My)[0].hasPrivateKey
      On 'fe01.contoso.com'
      $key`,
    gives: false,
  },
  {
    rule: 'a template that the CA does not issue is a denial, as the exception of the product',
    source: REQUEST,
    script: 'Request-CsCertificate -New -Type Default -CA $Ca -KeySize 1024 -Template NoSuchTemplate',
    fails: {
      message: /Denied by Policy Module {2}0x80094800/,
      type: 'Microsoft.Rtc.Management.Common.Certificates.CertificateException',
    },
  },
  {
    rule: 'a CA that does not answer cannot be contacted',
    source: REQUEST,
    script: "Request-CsCertificate -New -Type Default -CA 'ca09.contoso.com\\None' -KeySize 1024",
    fails: {message: /^Unable to contact certification authority/},
  },
  {
    rule: 'a pending request is listed until its answer is retrieved',
    source: REQUEST,
    script: `
      $made = Request-CsCertificate -New -Type Default -CA $Ca -KeySize 1024 -Template WebServerApproval -FriendlyName 'Later'
      $global:Id = $made.RequestId
      $listed = @(Request-CsCertificate -List -RequestId $Id)[0]
      $still = Request-CsCertificate -Retrieve -RequestId $Id
      Approve-CsContractRequest -Id $Id
      $done = Request-CsCertificate -Retrieve
      $made.RequestStatus, $listed.RequestStatus, @($listed.CertificateUses), $still.RequestStatus, $done.RequestStatus, @(Request-CsCertificate -List).Count`,
    gives: ['Pending', 'Pending', ['Default'], 'Pending', 'Issued', 0],
  },
  {
    rule: 'a denied one says so',
    source: REQUEST,
    script: `
      $made = Request-CsCertificate -New -Type Default -CA $Ca -KeySize 1024 -Template WebServerApproval
      Deny-CsContractRequest -Id $made.RequestId
      $status = (Request-CsCertificate -Retrieve -RequestId $made.RequestId).RequestStatus
      Request-CsCertificate -Clear -RequestId $made.RequestId
      $status, @(Get-CscertEntries -Store REQUEST | Where-Object { $_.friendlyName -like 'Default *' }).Count`,
    gives: ['Denied', 1],
  },
  {
    rule: 'a revoked one blocks every -Retrieve until it is cleared',
    source: REQUEST,
    script: `
      $one = Request-CsCertificate -New -Type Default -CA $Ca -KeySize 1024 -Template WebServerApproval
      Approve-CsContractRequest -Id $one.RequestId
      Revoke-CsContractRequest -Id $one.RequestId
      try { Request-CsCertificate -Retrieve } catch { $blocked = $_.Exception.Message }
      Request-CsCertificate -Clear -RequestId $one.RequestId
      $blocked, @(Request-CsCertificate -Retrieve).Count`,
    gives: [expect.stringContaining('not supported: Revoked'), 0],
  },
  {
    rule: 'requests that were made in another way are not known to it',
    source: 'Request-CsCertificate, help',
    script: '$req = New-Request; $null = Submit $req WebServerApproval; @(Request-CsCertificate -List).Count',
    gives: 0,
  },
  {
    rule: 'the person asks, so a session without a second hop cannot',
    source: 'Kerberos: a session from afar has nothing to pass on',
    script: `
      Change { param($server) $server.session.secondHop = $false }
      try { Request-CsCertificate -New -Type Default -CA $Ca -KeySize 1024 } finally { Change { param($server) $server.session.secondHop = $true } }`,
    fails: {message: /^Unable to contact certification authority/},
  },
  {
    rule: 'alternate credentials need no second hop, but must be right',
    source: 'Configure certificates for servers, step 6',
    script: `
      Change { param($server) $server.session.secondHop = $false }
      try {
        $made = Request-CsCertificate -New -Type Default -CA $Ca -KeySize 1024 -CaAccount 'CONTOSO\\enroller' -CaPassword 'enrol-4711'
        (Get-CsContractRequest -Id $made.RequestId).requester
        Request-CsCertificate -New -Type Default -CA $Ca -KeySize 1024 -CaAccount 'CONTOSO\\enroller' -CaPassword 'wrong'
      } finally { Change { param($server) $server.session.secondHop = $true } }`,
    fails: {id: 'WrongCredentials,Request-CsCertificate'},
  },
]);

describeRules('Import-CsCertificate', {servers: {'fe02.contoso.com': {os: '2019'}}}, [
  {
    rule: 'a PFX brings certificate and key, which may not leave unless it is said',
    source: 'Import-CsCertificate, help',
    script: `
      $path = New-PfxFile 'Pkcs12TripleDesSha1'
      Import-CsCertificate -Path $path -Password secret
      $entry = @(Get-CscertEntries -Store My)[0]
      $entry.hasPrivateKey, $entry.exportable, $entry.provider`,
    gives: [true, false, 'Microsoft Enhanced Cryptographic Provider v1.0'],
  },
  {
    rule: 'the provider that the file names is used, also when the product cannot use it',
    source: 'PFXImportCertStore; Environmental requirements',
    script: `
      Fault '{"product":{"importProvider":"Microsoft Software Key Storage Provider"}}'
      Import-CsCertificate -Path (New-PfxFile 'Pkcs12TripleDesSha1') -Password secret -PrivateKeyExportable $true
      Fault '{}'
      @(Get-CscertEntries -Store My | Where-Object { $_.provider -like '*Storage*' }).Count`,
    gives: 1,
  },
  {
    rule: 'a wrong password and, before Server 2019, AES are told alike',
    source: 'PFX of old Windows: general knowledge',
    script: `
      $messages = foreach ($try in @('Pkcs12TripleDesSha1', 'wrong'), @('Pbes2Aes256Sha256', 'secret')) {
        try { Import-CsCertificate -Path (New-PfxFile $try[0]) -Password $try[1] } catch { $_.Exception.Message }
      }
      On 'fe02.contoso.com'
      Import-CsCertificate -Path (New-PfxFile 'Pbes2Aes256Sha256') -Password secret
      On 'fe01.contoso.com'
      $messages`,
    gives: ['The specified network password is not correct.', 'The specified network password is not correct.'],
  },
  {
    rule: 'a file that is not there is an error',
    source: 'PowerShell',
    script: "Import-CsCertificate -Path (New-Path '.pfx')",
    fails: {type: 'System.IO.FileNotFoundException'},
  },
  {
    rule: '-PrivateKeyExportable belongs to the computer, -Type to the deployment',
    source: 'Import-CsCertificate, help',
    script: "Import-CsCertificate -Path 'x' -Identity global -Type OAuthTokenIssuer -PrivateKeyExportable $true",
    fails: {id: 'AmbiguousParameterSet,Import-CsCertificate'},
  },
]);
