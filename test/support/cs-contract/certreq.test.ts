import {expect} from '@jest/globals';
import {describeRules} from './rules.ts';

const CERTREQ = 'certreq_1.md of windowsserverdocs';
const RIGS = 'AD CS as its public clients see it';

describeRules('certreq -new', {}, [
  {
    rule: 'the request asks for what the INF says, with what Windows adds',
    source: `${CERTREQ}, [newrequest]`,
    script: `
      $more = "[Extensions]\`r\`n2.5.29.17 = \`"{text}\`"\`r\`n_continue_ = \`"dns=fe01.contoso.com&\`"\`r\`n_continue_ = \`"dns=sip.contoso.com&\`"\`r\`n" +
        "[EnhancedKeyUsageExtension]\`r\`nOID = 1.3.6.1.5.5.7.3.1\`r\`nOID = 1.3.6.1.5.5.7.3.2\`r\`n[RequestAttributes]\`r\`nCertificateTemplate = WebServer\`r\`n"
      $req = New-Request @{ Subject = '"CN=fe01.contoso.com, OU=""Lync, Skype"", O=Contoso, C=US"' } $more
      $text = [IO.File]::ReadAllText($req)
      $csr = & $Contract { param($Path) Read-CsContractRequest (Read-CsContractDer $Path) } $req
      @{
        armour = $text.StartsWith("-----BEGIN NEW CERTIFICATE REQUEST-----\`r\`n")
        subject = $csr.SubjectName.Name
        extensions = @($csr.CertificateExtensions | ForEach-Object { $_.Oid.Value })
        purposes = @(($csr.CertificateExtensions | Where-Object { $_.Oid.Value -eq '2.5.29.37' }).EnhancedKeyUsages | ForEach-Object { $_.Value })
        names = @(& $Contract { param($E) ([System.Security.Cryptography.X509Certificates.X509SubjectAlternativeNameExtension]::new($E.RawData, $false)).EnumerateDnsNames() } ($csr.CertificateExtensions | Where-Object { $_.Oid.Value -eq '2.5.29.17' }))
        attributes = @($csr.OtherRequestAttributes | ForEach-Object { $_.Oid.Value })
      }`,
    gives: {
      armour: true,
      subject: 'CN=fe01.contoso.com, OU="Lync, Skype", O=Contoso, C=US',
      extensions: ['2.5.29.15', '2.5.29.17', '2.5.29.37', '2.5.29.14'],
      purposes: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'],
      names: ['fe01.contoso.com', 'sip.contoso.com'],
      attributes: [
        '1.3.6.1.4.1.311.13.2.3',
        '1.3.6.1.4.1.311.21.20',
        '1.3.6.1.4.1.311.13.2.1',
        '1.3.6.1.4.1.311.13.2.2',
      ],
    },
  },
  {
    rule: 'MachineKeySet is FALSE by default: the key lands in the store of the person, and LocalMachine has nothing',
    source: 'certreq_1.md, MachineKeySet',
    script: `
      $before = @(Get-CscertEntries -Store REQUEST).Count
      $run = Run certreq ('-new', '-q', (New-Inf @{ MachineKeySet = '' }), (New-Path '.req'))
      $run.code, (@(Get-CscertEntries -Store REQUEST).Count - $before), [IO.Directory]::GetFiles([IO.Path]::Combine((Here), 'User/Stores/REQUEST')).Count`,
    gives: [0, 0, 1],
  },
  {
    rule: '-machine must be consistent with MachineKeySet',
    source: `${CERTREQ}, -machine`,
    script: "Run certreq ('-new', '-machine', '-q', (New-Inf @{ MachineKeySet = '' }), (New-Path '.req'))",
    gives: {code: -2147024809, output: expect.stringContaining('MachineKeySet')},
  },
  {
    rule: 'the provider is the Software KSP unless the INF names another one',
    source: 'certreq_1.md, ProviderName; Environmental requirements',
    script: `
      $null = New-Request @{ ProviderName = ''; ProviderType = ''; KeySpec = ''; FriendlyName = 'ksp' }
      $entry = @(Get-CscertEntries -Store REQUEST | Where-Object { $_.friendlyName -eq 'ksp' })[0]
      $entry.provider, $entry.providerType, $entry.keySpec`,
    gives: ['Microsoft Software Key Storage Provider', null, null],
  },
  {
    rule: 'a provider must be of the type that is given',
    source: 'NTE_PROV_TYPE_NO_MATCH of winerror.h',
    script: "(Run certreq ('-new', '-machine', '-q', (New-Inf @{ ProviderType = '1' }), (New-Path '.req'))).code",
    gives: -2146893797,
  },
  {
    rule: 'a provider that Windows does not have is an error',
    source: 'NTE_KEYSET_NOT_DEF of winerror.h',
    script:
      "(Run certreq ('-new', '-machine', '-q', (New-Inf @{ ProviderName = 'Acme'; ProviderType = '' }), (New-Path '.req'))).code",
    gives: -2146893799,
  },
  ...[
    ['an unknown key', "@{ Subjekt = 'CN=a' }", ''],
    ['an unknown section', '@{}', '[Erweiterungen]\nA = 1\n'],
    ['a value that is no boolean', "@{ Exportable = 'maybe' }", ''],
    ['a key length of no sense', "@{ KeyLength = 'large' }", ''],
    ['another request type', "@{ RequestType = 'CMC' }", ''],
    ['an unknown hash', "@{ HashAlgorithm = 'sha3' }", ''],
    ['a continuation of nothing', '@{}', '[Extensions]\n_continue_ = "dns=a&"\n'],
    ['an unknown kind of name', '@{}', '[Extensions]\n2.5.29.17 = "{text}"\n_continue_ = "host=a&"\n'],
    ['a name that is no IA5String', '@{}', '[Extensions]\n2.5.29.17 = "{text}"\n_continue_ = "dns=f\u00fc.de&"\n'],
    ['quotes that do not match', `@{ Subject = '"CN=a' }`, ''],
    ['an unknown request attribute', '@{}', '[RequestAttributes]\nColour = red\n'],
    ['a purpose that is no OID', '@{}', '[EnhancedKeyUsageExtension]\nOID = serverAuth\n'],
  ].map(([what, change, more]) => ({
    rule: `in an INF, ${what} is an error`,
    source: `${CERTREQ}, [newrequest]`,
    script: `(Run certreq ('-new', '-machine', '-q', (New-Inf ${change} '${more}'), (New-Path '.req'))).code`,
    gives: -2147024883,
  })),
  {
    rule: 'the hash is SHA-1 unless the INF names another one, and no such request is made here',
    source: CERTREQ,
    script: "(Run certreq ('-new', '-machine', '-q', (New-Inf @{ HashAlgorithm = '' }), (New-Path '.req'))).code",
    gives: -2146893816,
  },
  {
    rule: '%strings% are replaced, %% is a percent sign, and an unknown one stays',
    source: `${CERTREQ}, [Strings]; SetupAPI`,
    script: `
      $null = New-Request @{ FriendlyName = '"%who% 100%% %unknown%"' } "[Strings]\`r\`nwho = Edge\`r\`n"
      @(Get-CscertEntries -Store REQUEST | Where-Object { $_.friendlyName -like 'Edge*' })[0].friendlyName`,
    gives: 'Edge 100% %unknown%',
  },
  {
    rule: 'an INF in UTF-16 with its mark keeps its letters, one in UTF-8 does not',
    source: 'SetupAPI',
    script: `
      $inf = New-Inf @{ FriendlyName = '"M\u00fcnchen"' }
      $text = [IO.File]::ReadAllText($inf)
      [IO.File]::WriteAllText($inf, $text, [Text.Encoding]::Unicode)
      $null = Run certreq ('-new', '-machine', '-q', $inf, (New-Path '.req'))
      [IO.File]::WriteAllBytes($inf, [Text.UTF8Encoding]::new($false).GetBytes($text.Replace('M\u00fc', 'N\u00fc')))
      $null = Run certreq ('-new', '-machine', '-q', $inf, (New-Path '.req'))
      $names = @(Get-CscertEntries -Store REQUEST | ForEach-Object { $_.friendlyName })
      ($names -contains 'M\u00fcnchen'), ($names -contains 'N\u00fcnchen'), ($names -contains 'N\u00c3\u00bcnchen')`,
    gives: [true, false, true],
  },
  {
    rule: 'letters outside of ASCII are a BMPString, or UTF-8 with the flag for it',
    source: `${CERTREQ}, X500NameFlags`,
    script: `
      foreach ($flags in '', '0x40000') {
        $inf = New-Inf @{ Subject = '"CN=fe01, O=M\u00fcnchen AG"'; X500NameFlags = $flags }
        [IO.File]::WriteAllText($inf, [IO.File]::ReadAllText($inf), [Text.Encoding]::Unicode)
        $req = New-Path '.req'
        $null = Run certreq ('-new', '-machine', '-q', $inf, $req)
        $csr = & $Contract { param($Path) Read-CsContractRequest (Read-CsContractDer $Path) } $req
        $csr.SubjectName.Name
        [Convert]::ToHexString($csr.SubjectName.RawData).Contains('C3BC')
      }`,
    gives: ['CN=fe01, O=M\u00fcnchen AG', false, 'CN=fe01, O=M\u00fcnchen AG', true],
  },
  {
    rule: 'an existing file is not overwritten without -f',
    source: RIGS,
    script: `
      $req = New-Request
      (Run certreq ('-new', '-machine', '-q', (New-Inf), $req)).code, (Run certreq ('-new', '-machine', '-q', '-f', (New-Inf), $req)).code`,
    gives: [-2147024816, 0],
  },
  {
    rule: 'without -q it asks in a window that nobody sees, and is stopped in the end',
    source: RIGS,
    script: "$req = New-Request; Run certreq ('-new', '-machine', (New-Inf), $req)",
    fails: {message: /^certreq had not ended after 1 seconds and was stopped\.$/},
  },
  {
    rule: 'options that it does not have are errors, wherever they stand and in whatever case',
    source: CERTREQ,
    script: `
      (Run certreq ('-NEW', '-Machine', '-q', '-force', (New-Inf), (New-Path '.req'))).output
      (Run certreq ('-frobnicate')).code`,
    gives: [expect.stringContaining('Unknown arg: -force'), -2147024809],
  },
  {
    rule: 'AlternateSignatureAlgorithm gives a signature that the product does not support',
    source: 'Certificate infrastructure requirements',
    script: `
      $req = New-Request @{ AlternateSignatureAlgorithm = 'TRUE' }
      $hex = [Convert]::ToHexString((& $Contract { param($Path) Read-CsContractDer $Path } $req))
      $hex.Contains('06092A864886F70D01010A')`,
    gives: true,
  },
  {
    rule: 'an administrator without a full token makes no machine key',
    source: 'Set-CsCertificate, help',
    script: `
      Change { param($server) $server.session.elevated = $false }
      try { (Run certreq ('-new', '-machine', '-q', (New-Inf), (New-Path '.req'))).code } finally { Change { param($server) $server.session.elevated = $true } }`,
    gives: -2147024891,
  },
]);

describeRules('certreq -submit and -retrieve', {firstId: 40}, [
  {
    rule: 'an issued request is told with its number in both forms, and writes certificate, chain and a stray response',
    source: RIGS,
    script: `
      $req = New-Request
      $run = Submit $req
      @{ run = $run; files = @('.cer', '.p7b', '.rsp' | ForEach-Object { [IO.File]::Exists($req + $_) }) }`,
    gives: {
      run: {code: 0, output: 'RequestId: 41\r\nRequestId: "41"\r\nCertificate retrieved(Issued) Issued'},
      files: [true, true, true],
    },
  },
  {
    rule: 'asking again is a new request with a number of its own',
    source: RIGS,
    script: `$req = New-Request; (Submit $req).output.Substring(0, 13); (Submit $req 'WebServer' @('-f')).output.Substring(0, 13)`,
    gives: ['RequestId: 42', 'RequestId: 43'],
  },
  {
    rule: 'existing files are not overwritten without -f, the stray response among them',
    source: RIGS,
    script: `
      $req = New-Request
      [IO.File]::WriteAllText($req + '.rsp', '')
      (Submit $req).code, @(Get-CsContractRequest).Count`,
    gives: [-2147024816, 3],
  },
  {
    rule: 'a pending request ends with 0 and writes no certificate',
    source: RIGS,
    script: `
      $global:Waiting = New-Request
      $run = Submit $Waiting WebServerApproval
      @{ run = $run; written = [IO.File]::Exists($Waiting + '.cer') }`,
    gives: {
      run: {
        code: 0,
        output: 'RequestId: 44\r\nRequestId: "44"\r\nCertificate request is pending: Taken Under Submission (0)',
      },
      written: false,
    },
  },
  {
    rule: 'it stays pending until the manager decides; then -retrieve brings it',
    source: RIGS,
    script: `
      $before = Run certreq ('-retrieve', '-q', '-f', '-config', $Ca, '44', ($Waiting + '.cer'))
      Approve-CsContractRequest -Id 44
      $after = Run certreq ('-retrieve', '-q', '-f', '-config', $Ca, '0x2C', ($Waiting + '.cer'), ($Waiting + '.p7b'))
      $before.output.Split([char] 10)[2], $after.output.Split([char] 10)[2], [IO.File]::Exists($Waiting + '.cer')`,
    gives: ['Certificate request is pending: Taken Under Submission (0)', 'Certificate retrieved(Issued) Issued', true],
  },
  {
    rule: 'a manager denies by name',
    source: 'AD CS as its public clients see it',
    script: `
      $req = New-Request
      $null = Submit $req WebServerApproval
      Deny-CsContractRequest -Id 45 -By 'CONTOSO\\grace'
      Run certreq ('-retrieve', '-q', '-f', '-config', $Ca, '45', ($req + '.cer'))`,
    gives: {
      code: -2146877420,
      output: expect.stringMatching(/Certificate not issued \(Denied\) Denied by CONTOSO\\grace$/),
    },
  },
  ...[
    ['a template that the CA does not issue', 'NoSuchTemplate', '0x80094800', -2146875392],
    ['a template that the account may not have', 'AdminsOnly', '0x80094012', -2146877422],
    ['an address that the directory has not', 'MailServer', '0x80094812', -2146875374],
    ['a key that is too short', 'LyncServer', '0x80094811', -2146875375],
  ].map(([what, template, shown, code]) => ({
    rule: `${what} is denied by the policy module, with a number all the same`,
    source: 'AD CS as its public clients see it; certerror.h',
    script: `Submit (New-Request) ${template}`,
    gives: {
      code,
      output: expect.stringMatching(
        new RegExp(`RequestId: "\\d+"\\r\\nCertificate not issued \\(Denied\\) Denied by Policy Module {2}${shown}`),
      ),
    },
  })),
  {
    rule: 'a request without a template is denied',
    source: 'certerror.h',
    script: `$req = New-Request; (Run certreq ('-submit', '-q', '-AdminForceMachine', '-config', $Ca, $req, ($req + '.cer'))).code`,
    gives: -2146875391,
  },
  {
    rule: 'whether a denial ends with 0 is not settled, so both can be had',
    source: RIGS,
    script: `Fault '{"certreq":{"deniedExit":0}}'; $run = Submit (New-Request) NoSuchTemplate; Fault '{}'; $run.code, $run.output.Contains('(Denied)')`,
    gives: [0, true],
  },
  {
    rule: 'in another language the sentences differ, the quoted number and the codes do not',
    source: RIGS,
    script: `
      Fault '{"certreq":{"locale":"de"}}'
      $issued = Submit (New-Request)
      $denied = Submit (New-Request) NoSuchTemplate
      Fault '{}'
      $issued.output.Contains('RequestId'), ($issued.output -match '"\\d+"'), $denied.output.Contains('0x80094800'), $denied.output.Contains('Denied by')`,
    gives: [false, true, true, true],
  },
  {
    rule: 'without -config a window lists the CAs and waits for ever',
    source: RIGS,
    script: `$req = New-Request; Run certreq ('-submit', '-AdminForceMachine', $req, ($req + '.cer'))`,
    fails: {message: /had not ended/},
  },
  {
    rule: 'with -q it fails instead',
    source: RIGS,
    script: `$req = New-Request; (Run certreq ('-submit', '-q', '-AdminForceMachine', $req, ($req + '.cer'))).code`,
    gives: -2147024809,
  },
  {
    rule: 'an unknown CA cannot be reached',
    source: 'winerror.h',
    script: `$req = New-Request; (Run certreq ('-submit', '-q', '-config', 'ca09.contoso.com\\None', $req, ($req + '.cer'))).code`,
    gives: -2147023174,
  },
  {
    rule: 'an unknown number is an empty property',
    source: 'AD CS as its public clients see it',
    script: `Run certreq ('-retrieve', '-q', '-f', '-config', $Ca, '9999', (New-Path '.cer'))`,
    gives: {code: -2146877436, output: expect.stringContaining('The requested property value is empty')},
  },
  {
    rule: 'the computer account asks with -AdminForceMachine, the person without it',
    source: CERTREQ,
    script: `
      $req = New-Request
      $null = Submit $req
      $null = Run certreq ('-submit', '-q', '-f', '-config', $Ca, '-attrib', 'CertificateTemplate:AdminsOnly', $req, ($req + '.cer'))
      @(Get-CsContractRequest)[-2..-1] | ForEach-Object { $_.requester; $_.disposition }`,
    gives: ['CONTOSO\\FE01$', 'issued', 'CONTOSO\\lyncadmin', 'issued'],
  },
  {
    rule: 'a session from afar has no ticket for the CA, the computer has',
    source: 'Kerberos: a session from afar has nothing to pass on',
    script: `
      Change { param($server) $server.session.secondHop = $false }
      try {
        $req = New-Request
        (Run certreq ('-submit', '-q', '-f', '-config', $Ca, '-attrib', 'CertificateTemplate:WebServer', $req, ($req + '.cer'))).code, (Submit $req).code
      } finally { Change { param($server) $server.session.secondHop = $true } }`,
    gives: [-2147024891, 0],
  },
  {
    rule: 'an Edge Server in a workgroup is nobody to the CA',
    source: 'Certificate requirements for external user access',
    script: `On 'edge01.contoso.com'; try { (Submit (New-Request)).code } finally { On 'fe01.contoso.com' }`,
    gives: -2147024891,
  },
  {
    rule: 'attributes are parted by \\n as two letters',
    source: `${CERTREQ}, -attrib`,
    script: `
      $req = New-Request
      (Run certreq ('-submit', '-q', '-AdminForceMachine', '-config', $Ca, '-attrib', 'Other:1\\nCertificateTemplate:WebServer', $req, ($req + '.cer'))).code`,
    gives: 0,
  },
]);

describeRules('certreq -accept', {}, [
  {
    rule: 'the response is joined with the key of its request, in whatever form it comes',
    source: CERTREQ,
    script: `
      foreach ($form in '.cer', '.p7b', '.rsp') {
        $req = New-Request
        $null = Submit $req
        $run = Run certreq ('-accept', '-machine', '-q', ($req + $form))
        $run.code
      }
      @(Get-CscertEntries -Store REQUEST).Count, @(Get-CscertEntries -Store My | Where-Object { $_.hasPrivateKey }).Count`,
    gives: [-2146762486, 0, 0, 1, 2],
  },
  {
    rule: 'a certificate alone is enough once its issuer is in CA',
    source: 'inferred: the chain is built from the stores and the response',
    script: `$req = New-Request; $null = Submit $req; (Run certreq ('-accept', '-machine', '-q', ($req + '.cer'))).code`,
    gives: 0,
  },
  {
    rule: 'a response to nobody’s request is an object that cannot be found',
    source: CERTREQ,
    script: `$req = New-Request; $null = Submit $req; On 'fe02.contoso.com'; try { (Run certreq ('-accept', '-machine', '-q', ($req + '.p7b'))).code } finally { On 'fe01.contoso.com' }`,
    gives: -2146885628,
  },
  {
    rule: 'what was asked for by a person is not found for the machine',
    source: 'Configure certificates for servers, failures',
    script: `
      $req = New-Path '.req'
      $null = Run certreq ('-new', '-q', (New-Inf @{ MachineKeySet = '' }), $req)
      $null = Submit $req
      (Run certreq ('-accept', '-machine', '-q', ($req + '.p7b'))).code, (Run certreq ('-accept', '-q', ($req + '.p7b'))).code`,
    gives: [-2146885628, 0],
  },
  {
    rule: 'what ends in no trusted root is not installed',
    source: 'Configure certificates for servers, failures',
    script: `
      $root = @(Get-CscertEntries -Store Root)[0]
      $req = New-Request
      $null = Submit $req
      Remove-CscertEntry -Store Root -Thumbprint $root.thumbprint -WithKey $false
      $run = Run certreq ('-accept', '-machine', '-q', ($req + '.p7b'))
      Add-CscertEntry -Store Root -Der ([Convert]::FromBase64String($root.der))
      $run.code, $run.output.Contains('not trusted'), (@(Get-CscertEntries -Store REQUEST).Count -gt 0)`,
    gives: [-2146762487, true, true],
  },
  {
    rule: 'a file that is no certificate is invalid data',
    source: 'winerror.h',
    script: `$path = New-Path '.cer'; [IO.File]::WriteAllText($path, 'hello'); (Run certreq ('-accept', '-machine', '-q', $path)).code`,
    gives: -2147024883,
  },
  {
    rule: 'a request whose key is gone cannot be completed',
    source: 'Configure certificates for servers, failures',
    script: `
      $req = New-Request @{ FriendlyName = 'lost' }
      $null = Submit $req
      $entry = @(Get-CscertEntries -Store REQUEST | Where-Object { $_.friendlyName -eq 'lost' })[0]
      [IO.File]::Delete([IO.Path]::Combine((Here), 'Keys', $entry.container + '.json'))
      (Run certreq ('-accept', '-machine', '-q', ($req + '.p7b'))).code`,
    gives: -2146885628,
  },
  {
    rule: 'it hangs and fails where a test wants it',
    source: 'knob: certreq',
    script: `
      Fault '{"certreq":{"fail":{"accept":-2147467259}}}'
      try { (Run certreq ('-accept', '-machine', '-q', 'x')).code } finally { Fault '{}' }`,
    gives: -2147467259,
  },
]);
