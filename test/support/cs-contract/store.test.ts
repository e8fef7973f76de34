import {describeRules} from './rules.ts';

const PFX = 'PFX of old Windows: general knowledge';
const STORE = 'store.ps1';

describeRules('the functions of store.ps1, replaced', {servers: {'fe02.contoso.com': {os: '2019'}}}, [
  {
    rule: 'an alias of the same name wins over a function that a script defines',
    source: 'store.ps1',
    script: "function Get-CscertHost { 'the real one' }; (Get-CscertHost).fqdn",
    gives: 'fe01.contoso.com',
  },
  {
    rule: 'the host tells who and where it is',
    source: STORE,
    script: '$h = Get-CscertHost; $h.Remove("utcNow"); $h.Remove("processId"); $h',
    gives: {
      computer: 'fe01',
      fqdn: 'fe01.contoso.com',
      domain: 'contoso.com',
      os: '6.3.9600.0',
      powershell: '4.0',
      clr: '4.0.30319.42000',
      culture: 'en-US',
      elevated: true,
      user: 'CONTOSO\\lyncadmin',
    },
  },
  {
    rule: 'a request and its certificate are entries with the facts of their key',
    source: 'certreq_1.md, -accept',
    script: `
      $req = New-Request @{ FriendlyName = '"Web external"' }
      $waiting = @(Get-CscertEntries -Store REQUEST)[0]
      $run = Submit $req
      $run = Run certreq ('-accept', '-machine', '-q', ($req + '.p7b'))
      $mine = @(Get-CscertEntries -Store My)[0]
      @{
        waiting = $waiting.hasPrivateKey, $waiting.provider, $waiting.friendlyName
        left = @(Get-CscertEntries -Store REQUEST).Count
        same = $waiting.container -eq $mine.container
        mine = $mine.provider, $mine.providerType, $mine.keySpec, $mine.exportable, $mine.friendlyName, $mine.hasPrivateKey
        proven = Test-CscertKey -Store My -Thumbprint $mine.thumbprint
        issuers = @(Get-CscertEntries -Store CA).Count
      }`,
    gives: {
      waiting: [true, 'Microsoft RSA SChannel Cryptographic Provider', 'Web external'],
      left: 0,
      same: true,
      mine: ['Microsoft RSA SChannel Cryptographic Provider', 12, 1, false, 'Web external', true],
      proven: true,
      issuers: 1,
    },
  },
  {
    rule: 'a key that is not exportable refuses export',
    source: 'Certificate infrastructure requirements; Configure certificates for servers, failures',
    script: 'Export-CscertPfx -Thumbprint (New-Certificate) -Password secret -Profile windows-legacy',
    fails: {message: /may not be exported/},
  },
  {
    rule: 'an exportable key travels to another server, with its issuer, its name and its provider',
    source: 'Plan for Edge Server certificates; PFXExportCertStore',
    script: `
      $global:Shared = New-Certificate @{ Exportable = 'TRUE'; FriendlyName = '"Edge external"' }
      $global:Pfx = Export-CscertPfx -Thumbprint $Shared -Password secret -Profile windows-legacy
      On 'fe03.contoso.com'
      $landed = Import-CscertPfx -Bytes $Pfx -Password secret -Exportable $true -Provider 'Microsoft RSA SChannel Cryptographic Provider'
      $entry = @(Get-CscertEntries -Store My)[0]
      On 'fe01.contoso.com'
      @{ same = $landed -eq $Shared; entry = $entry.friendlyName, $entry.provider, $entry.exportable }`,
    gives: {same: true, entry: ['Edge external', 'Microsoft RSA SChannel Cryptographic Provider', true]},
  },
  {
    rule: 'what was imported as not exportable stays here',
    source: 'Certificate infrastructure requirements',
    script: `
      On 'fe03.contoso.com'
      $null = Import-CscertPfx -Bytes $Pfx -Password secret -Exportable $false -Provider 'Microsoft RSA SChannel Cryptographic Provider'
      try { Export-CscertPfx -Thumbprint $Shared -Password secret -Profile windows-legacy } finally { On 'fe01.contoso.com' }`,
    fails: {message: /may not be exported/},
  },
  {
    rule: 'importing again leaves one container, not two',
    source: STORE,
    script: `
      On 'fe03.contoso.com'
      try { [IO.Directory]::GetFiles([IO.Path]::Combine((Here), 'Keys')).Count } finally { On 'fe01.contoso.com' }`,
    gives: 1,
  },
  {
    rule: 'importing again leaves the container that another entry has its key in',
    source: 'a certificate that was renewed with its key',
    script: `
      On 'fe03.contoso.com'
      try {
        $entry = @(Get-CscertEntries -Store My | Where-Object { $_.thumbprint -eq $Shared })[0]
        $other = @(Get-CscertEntries -Store Root)[0]
        & $Contract { param($Der, $Container) $null = Add-CsContractEntry 'My' ([Convert]::FromBase64String($Der)) $Container } $other.der $entry.container
        $null = Import-CscertPfx -Bytes $Pfx -Password secret -Exportable $true -Provider 'Microsoft RSA SChannel Cryptographic Provider'
        [IO.File]::Exists([IO.Path]::Combine((Here), 'Keys', $entry.container + '.json'))
        Remove-CscertEntry -Store My -Thumbprint $other.thumbprint -WithKey $true
      } finally { On 'fe01.contoso.com' }`,
    gives: true,
  },
  {
    rule: 'a wrong password is told as Windows tells it',
    source: 'HRESULT of Windows',
    script:
      "Import-CscertPfx -Bytes $Pfx -Password wrong -Exportable $true -Provider 'Microsoft RSA SChannel Cryptographic Provider'",
    fails: {message: /^The specified network password is not correct\.$/, hresult: -2147024810},
  },
  {
    rule: 'Windows before Server 2019 says the same of a PFX with AES',
    source: PFX,
    script: `
      $global:Modern = [IO.File]::ReadAllBytes((New-PfxFile 'Pbes2Aes256Sha256'))
      Import-CscertPfx -Bytes $Modern -Password secret -Exportable $true -Provider 'Microsoft Enhanced Cryptographic Provider v1.0'`,
    fails: {message: /^The specified network password is not correct\.$/},
  },
  {
    rule: 'Server 2019 reads a PFX with AES, and a key without a named provider lands where Windows likes',
    source: PFX,
    script: `
      On 'fe02.contoso.com'
      try {
        $landed = Import-CscertPfx -Bytes $Modern -Password secret -Exportable $true -Provider 'Microsoft Enhanced Cryptographic Provider v1.0'
        @(Get-CscertEntries -Store My)[0].thumbprint -eq $landed
        Import-CscertPfx -Bytes $Modern -Password secret -Exportable $true -Provider 'Microsoft RSA SChannel Cryptographic Provider'
      } finally { On 'fe01.contoso.com' }`,
    fails: {message: /Windows put the key into "Microsoft Enhanced Cryptographic Provider v1\.0" instead of/},
  },
  {
    rule: 'a friendly name belongs to one certificate of My',
    source: 'Certificate infrastructure requirements',
    script: `
      $one = New-Certificate
      $two = New-Certificate
      Set-CscertFriendlyName -Store My -Thumbprint $one -Name 'Only one'
      Set-CscertFriendlyName -Store My -Thumbprint $one -Name 'Only one'
      Set-CscertFriendlyName -Store My -Thumbprint $two -Name 'only ONE'`,
    fails: {message: /'only ONE' is already used/},
  },
  {
    rule: 'removing with the key leaves no container, removing without leaves it',
    source: STORE,
    script: `
      $count = { [IO.Directory]::GetFiles([IO.Path]::Combine((Here), 'Keys')).Count }
      $one = New-Certificate
      $two = New-Certificate
      $before = & $count
      Remove-CscertEntry -Store My -Thumbprint $one -WithKey $false
      $without = & $count
      Remove-CscertEntry -Store My -Thumbprint $two -WithKey $true
      Remove-CscertEntry -Store My -Thumbprint $two -WithKey $true
      ($without - $before), ((& $count) - $before), @(Get-CscertEntries -Store My | Where-Object { $_.thumbprint -in $one, $two }).Count`,
    gives: [0, -1, 0],
  },
  {
    rule: 'a certificate whose key is gone has one by the look of it, but proves nothing',
    source: 'Configure certificates for servers, failures',
    script: `
      $one = New-Certificate
      $entry = @(Get-CscertEntries -Store My | Where-Object { $_.thumbprint -eq $one })[0]
      [IO.File]::Delete([IO.Path]::Combine((Here), 'Keys', $entry.container + '.json'))
      $entry = @(Get-CscertEntries -Store My | Where-Object { $_.thumbprint -eq $one })[0]
      $entry.hasPrivateKey, $entry.provider, (Test-CscertKey -Store My -Thumbprint $one)`,
    gives: [true, null, false],
  },
  {
    rule: 'issuers are put into CA and Root once, and their keys are nobody’s business',
    source: STORE,
    script: `
      $root = @(Get-CscertEntries -Store Root)[0]
      Add-CscertEntry -Store CA -Der ([Convert]::FromBase64String($root.der))
      Add-CscertEntry -Store CA -Der ([Convert]::FromBase64String($root.der))
      @(Get-CscertEntries -Store CA).Count, $root.hasPrivateKey, $root.provider`,
    gives: [2, false, null],
  },
  {
    rule: 'no two requests of a forest have the same key, on whatever server',
    source: 'README of CsContract',
    script: `
      $keys = foreach ($server in 'fe01.contoso.com', 'fe02.contoso.com', 'fe01.contoso.com') {
        On $server
        $csr = & $Contract { param($Path) Read-CsContractRequest (Read-CsContractDer $Path) } (New-Request @{ KeyLength = '2048' })
        & $Contract { param($Key) Get-CsContractSpki $Key } $csr.PublicKey
      }
      $all = [System.Collections.Generic.HashSet[string]]::new([string[]] $keys)
      $all.Count`,
    gives: 3,
  },
  {
    rule: 'a store that may not be read says so',
    source: 'knob: stores',
    script: `Fault '{"stores":{"CA":"unreadable"}}'; try { Get-CscertEntries -Store CA } finally { Fault '{}' }`,
    fails: {message: /^Access is denied\.$/, type: 'System.Security.Cryptography.CryptographicException'},
  },
  {
    rule: 'without a full token nothing is changed',
    source: 'Set-CsCertificate, help',
    script: `
      $der = [Convert]::FromBase64String(@(Get-CscertEntries -Store Root)[0].der)
      Change { param($server) $server.session.elevated = $false }
      try { Add-CscertEntry -Store Root -Der $der } finally { Change { param($server) $server.session.elevated = $true } }`,
    fails: {message: /^Access is denied\.$/},
  },
  {
    rule: 'the clock of a server can be wrong',
    source: 'knob: clockOffsetSeconds',
    script: `
      Fault '{"clockOffsetSeconds":86400}'
      $apart = [datetime]::Parse((Get-CscertHost).utcNow).ToUniversalTime() - [datetime]::UtcNow
      Fault '{}'
      [math]::Round($apart.TotalHours)`,
    gives: 24,
  },
]);
