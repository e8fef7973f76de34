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

const WITH_ACCOUNT = "-CaAccount 'CONTOSO\\enroller' -CaPassword 'enrol-4711'";
/** The numbers of an error and of what is inside it, as certerror.h and winerror.h write them. */
const NUMBERS = `
  function Numbers([scriptblock] $Script) {
    try { $null = & $Script } catch {
      for ($one = $_.Exception; $null -ne $one; $one = $one.InnerException) { '0x' + $one.HResult.ToString('x8') }
    }
  }
`;

describeRules(
  'Request-CsCertificate with alternate credentials',
  {
    accounts: [
      {name: 'CONTOSO\\enroller', password: 'enrol-4711', groups: ['RTCUniversalServerAdmins']},
      {name: 'CONTOSO\\nobody', password: 'nobody-4711', groups: []},
    ],
  },
  [
    {
      rule: 'the CA sees that account, whoever is logged on',
      source: REQUEST,
      script: `
      $made = Request-CsCertificate -New -Type Default -CA $Ca -KeySize 1024 ${WITH_ACCOUNT} -FriendlyName 'By account'
      $made.RequestStatus, (Get-CsContractRequest -Id $made.RequestId).requester, @(Get-CscertEntries -Store My)[0].friendlyName`,
      gives: ['Issued', 'CONTOSO\\enroller', 'By account'],
    },
    {
      rule: 'an account without its password, or the other way round, is refused',
      source: 'Configure certificates for servers, step 6',
      script: `Request-CsCertificate -New -Type Default -CA $Ca -CaAccount 'CONTOSO\\enroller'`,
      fails: {id: 'AccountWithoutPassword,Request-CsCertificate'},
    },
    {
      rule: 'the name is read in any case, the password is not, and the CA hears nothing of a wrong one',
      source: 'Request-CsCertificate, help; general knowledge',
      script: `${NUMBERS}
      $before = @(Get-CsContractRequest).Count
      $null = Request-CsCertificate -New -Type Default -CA $Ca -KeySize 1024 -CaAccount 'contoso\\ENROLLER' -CaPassword 'enrol-4711'
      Numbers { Request-CsCertificate -New -Type Default -CA $Ca -KeySize 1024 -CaAccount 'CONTOSO\\enroller' -CaPassword 'ENROL-4711' }
      (@(Get-CsContractRequest).Count - $before), @(Get-CscertEntries -Store REQUEST).Count`,
      gives: ['0x80131500', '0x8007052e', 1, 0],
    },
    {
      rule: 'a CA that is not reached has the number of Windows inside, or keeps it to itself',
      source: 'inferred; knob: product.errors',
      script: `${NUMBERS}
      Numbers { Request-CsCertificate -New -Type Default -CA 'ca09.contoso.com\\None' ${WITH_ACCOUNT} }
      Fault '{"product":{"errors":"bare"}}'
      try { Numbers { Request-CsCertificate -New -Type Default -CA 'ca09.contoso.com\\None' ${WITH_ACCOUNT} } } finally { Fault '{}' }`,
      gives: ['0x80131500', '0x800706ba', '0x80131500'],
    },
    {
      rule: 'an account that may not enroll is denied by the CA, and nothing waits afterwards',
      source: 'AD CS as its public clients see it; Configure certificates for servers, prerequisites',
      script: `
      try { Request-CsCertificate -New -Type Default -CA $Ca -KeySize 1024 -CaAccount 'CONTOSO\\nobody' -CaPassword 'nobody-4711' } catch { $said = $_.Exception.Message }
      $last = @(Get-CsContractRequest)[-1]
      $said, $last.requester, $last.disposition, @(Get-CscertEntries -Store REQUEST).Count, @(Request-CsCertificate -List).Count`,
      gives: [expect.stringContaining('Denied by Policy Module  0x80094012'), 'CONTOSO\\nobody', 'denied', 0, 0],
    },
    {
      rule: 'one that waits has its key in REQUEST under its friendly name, and is listed by its number',
      source: REQUEST,
      script: `
      $made = Request-CsCertificate -New -Type Default -CA $Ca -KeySize 1024 -Template WebServerApproval ${WITH_ACCOUNT} -FriendlyName 'Waits'
      $global:Id = $made.RequestId
      $made.RequestStatus, @(Get-CscertEntries -Store REQUEST)[0].friendlyName, (@(Request-CsCertificate -List | ForEach-Object { $_.RequestId }) -contains $Id)`,
      gives: ['Pending', 'Waits', true],
    },
    {
      rule: '-Retrieve takes no credentials',
      source: REQUEST,
      script: `Request-CsCertificate -Retrieve -RequestId $Id ${WITH_ACCOUNT}`,
      fails: {id: 'AmbiguousParameterSet,Request-CsCertificate'},
    },
    {
      rule: 'so that the person retrieves, and a session without a second hop cannot',
      source: 'inferred from Request-CsCertificate, help (-CaAccount: the credentials of the logged-on user)',
      script: `
      Change { param($server) $server.session.secondHop = $false }
      try { Request-CsCertificate -Retrieve -RequestId $Id } finally { Change { param($server) $server.session.secondHop = $true } }`,
      fails: {message: /^Unable to contact certification authority/},
    },
    {
      rule: 'the computer may fetch with certreq what another account asked for, and accept it: key and friendly name stay',
      source: 'certreq_1.md, -retrieve and -accept; AD CS as its public clients see it',
      script: `
      Approve-CsContractRequest -Id $Id
      $file = New-Path '.cer'
      $run = Run certreq ('-retrieve', '-q', '-AdminForceMachine', '-config', $Ca, "$Id", $file)
      $accepted = Run certreq ('-accept', '-machine', '-q', $file)
      $entry = @(Get-CscertEntries -Store My | Where-Object { $_.friendlyName -eq 'Waits' })[0]
      $run.code, $accepted.code, $entry.hasPrivateKey, @(Get-CscertEntries -Store REQUEST).Count`,
      gives: [0, 0, true, 0],
    },
    {
      rule: 'where nothing but what scripts of the field read is told, there is a status but no number, and a list of numbers and usages',
      source: 'scripts of the field; knob: product.requests',
      script: `
      Fault '{"product":{"requests":"documented"}}'
      try {
        $made = Request-CsCertificate -New -Type Default -CA $Ca -KeySize 1024 -Template WebServerApproval ${WITH_ACCOUNT} -FriendlyName 'Numberless'
        $listed = @(Request-CsCertificate -List)[-1]
        @($made.PSObject.Properties | ForEach-Object { $_.Name }), @($listed.PSObject.Properties | ForEach-Object { $_.Name })
      } finally { Fault '{}' }`,
      gives: [
        ['Thumbprint', 'RequestStatus'],
        ['RequestId', 'CertificateUses'],
      ],
    },
    {
      rule: 'a password is not written down by the double',
      source: 'inferred',
      script: `
      [IO.File]::WriteAllText([IO.Path]::Combine((Here), 'commands.log'), '')
      $null = Request-CsCertificate -New -Type Default -CA $Ca -KeySize 1024 ${WITH_ACCOUNT}
      [IO.File]::ReadAllText([IO.Path]::Combine((Here), 'commands.log')).Contains('enrol-4711')`,
      gives: false,
    },
  ],
);

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
