import {expect} from '@jest/globals';
import {describeRules} from './rules.ts';

const RIGS = 'AD CS as its public clients see it';

describeRules('the CA', {sanAttribute: true}, [
  {
    rule: 'purposes and key usage are what the template forces, whatever the request asks for',
    source: 'the template decides',
    script: `
      $req = New-Request @{ KeyLength = '2048' } "[EnhancedKeyUsageExtension]\`r\`nOID = 1.3.6.1.5.5.7.3.4\`r\`n"
      $null = Submit $req LyncServer
      $leaf = & $Contract { param($Path) Get-CsContractCertificate (Read-CsContractDer $Path) } ($req + '.cer')
      @{
        eku = @(($leaf.Extensions | Where-Object { $_.Oid.Value -eq '2.5.29.37' }).EnhancedKeyUsages | ForEach-Object { $_.Value })
        days = [math]::Round(($leaf.NotAfter - $leaf.NotBefore).TotalDays)
        others = @($leaf.Extensions | ForEach-Object { $_.Oid.Value })
      }`,
    gives: {
      eku: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'],
      days: 730,
      others: [
        '2.5.29.15',
        '2.5.29.37',
        '2.5.29.14',
        '2.5.29.35',
        '2.5.29.31',
        '1.3.6.1.5.5.7.1.1',
        '1.3.6.1.4.1.311.21.7',
      ],
    },
  },
  {
    rule: 'a template that takes the subject from the directory replaces every name',
    source: RIGS,
    script: `
      $req = New-Request @{ Subject = '"CN=pool.contoso.com"' }
      $null = Submit $req Machine
      $leaf = & $Contract { param($Path) Get-CsContractCertificate (Read-CsContractDer $Path) } ($req + '.cer')
      $leaf.Subject, (& $Contract { param($Leaf) Get-CsContractDnsNames $Leaf } $leaf)`,
    gives: ['CN=fe01.contoso.com', 'fe01.contoso.com'],
  },
  {
    rule: 'the san: attribute counts only where the CA was told to heed it',
    source: RIGS,
    script: `
      $req = New-Request
      $null = Run certreq ('-submit', '-q', '-AdminForceMachine', '-config', $Ca, '-attrib', 'CertificateTemplate:WebServer\\nSAN:dns=a.contoso.com&dns=b.contoso.com', $req, ($req + '.cer'))
      $leaf = & $Contract { param($Path) Get-CsContractCertificate (Read-CsContractDer $Path) } ($req + '.cer')
      & $Contract { param($Leaf) Get-CsContractDnsNames $Leaf } $leaf`,
    gives: ['a.contoso.com', 'b.contoso.com'],
  },
  {
    rule: 'a request that cannot be parsed is denied',
    source: RIGS,
    script: `
      $req = New-Path '.req'
      [IO.File]::WriteAllText($req, [Convert]::ToBase64String([byte[]] (0x30, 3, 2, 1, 5)))
      (Submit $req).output`,
    gives: expect.stringContaining('Error Parsing Request'),
  },
  {
    rule: 'certificates chain up to the root, as any verifier sees it',
    source: 'Configure certificates for servers, failures',
    script: `
      $thumbprint = New-Certificate
      $entry = @(Get-CscertEntries -Store My | Where-Object { $_.thumbprint -eq $thumbprint })[0]
      & $Contract { param($Der) Get-CsContractChainError (Get-CsContractCertificate ([Convert]::FromBase64String($Der))) @() } $entry.der`,
    gives: 0,
  },
  {
    rule: 'what is not pending can be neither approved nor denied',
    source: RIGS,
    script: `$req = New-Request; $null = Submit $req; Approve-CsContractRequest -Id 1`,
    fails: {message: /Request 1 is issued, not pending/},
  },
]);

describeRules('certutil', {}, [
  {
    rule: 'alone it lists the CAs of the forest with their Config strings',
    source: 'Request-CsCertificate, -CA',
    script: '$run = Run certutil @(); $run.code, ($run.output -match \'(?m)^  Config:\\s+"(.+)"\\r?$\'), $Matches[1]',
    gives: [0, true, 'ca01.contoso.com\\Contoso Issuing CA'],
  },
  {
    rule: 'on a server without a domain there is none',
    source: 'Certificate requirements for external user access',
    script: "On 'edge01.contoso.com'; try { (Run certutil @()).code } finally { On 'fe01.contoso.com' }",
    gives: -2147024637,
  },
  {
    rule: '-ping tells whether the CA answers',
    source: 'AD CS as its public clients see it',
    script: `
      $up = Run certutil ('-config', $Ca, '-ping')
      Fault '{"ca":{"unreachable":true}}'
      $down = Run certutil ('-config', $Ca, '-ping')
      Fault '{}'
      $up.code, $up.output.Contains('is alive'), $down.code, $down.output.Contains('RPC_S_SERVER_UNAVAILABLE')`,
    gives: [0, true, -2147023174, true],
  },
  {
    rule: 'who asks a CA from which nothing comes back waits until it is stopped',
    source: 'knob: ca.silent',
    script: `
      Fault ('{"ca":{"silent":"' + $Ca.Replace('\\', '\\\\') + '"}}')
      try { Invoke-CscertProgram -Name certutil -Arguments ('-config', $Ca, '-ping') -TimeoutSeconds 1 }
      catch { $_.Exception.Message } finally { Fault '{}' }`,
    gives: 'certutil had not ended after 1 seconds and was stopped.',
  },
  {
    rule: '-CATemplates lists what the CA issues',
    source: 'AD CS as its public clients see it',
    script:
      "(Run certutil ('-config', $Ca, '-CATemplates')).output -split [char] 10 | Where-Object { $_ -match '^(\\w+): ' -and $_ -notmatch '^CertUtil' } | ForEach-Object { $_.Split(':')[0] }",
    gives: ['WebServer', 'WebServerApproval', 'LyncServer', 'Machine', 'AdminsOnly', 'MailServer'],
  },
  {
    rule: '-ca.cert and -ca.chain write the certificate and the chain',
    source: 'AD CS as its public clients see it',
    script: `
      $one = New-Path '.cer'; $all = New-Path '.p7b'
      $null = Run certutil ('-config', $Ca, '-ca.cert', $one); $null = Run certutil ('-config', $Ca, '-ca.chain', $all)
      (& $Contract { param($Path) (Read-CsContractCertificates (Read-CsContractDer $Path)).Count } $one), (& $Contract { param($Path) (Read-CsContractCertificates (Read-CsContractDer $Path)).Count } $all)`,
    gives: [1, 2],
  },
  {
    rule: 'a verb that it does not have is an error',
    source: 'knows only what is used',
    script: "(Run certutil ('-importpfx', 'x')).code",
    gives: -2147024809,
  },
]);
