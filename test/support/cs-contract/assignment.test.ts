import {expect} from '@jest/globals';
import {describeRules} from './rules.ts';

const SET = 'Set-CsCertificate, help';
const ROLL = 'Staging AV and OAuth certificates using -Roll';
const OAUTH = 'Assigning a server-to-server authentication certificate';

describeRules('Set-, Get- and Remove-CsCertificate', {}, [
  {
    rule: 'a certificate is assigned to one usage or to several at once, and is listed only then',
    source: 'Set-CsCertificate, help; Get-CsCertificate, help',
    script: `
      $global:One = New-Certificate
      $none = @(Get-CsCertificate).Count
      Set-CsCertificate -Type Default -Thumbprint $One
      Set-CsCertificate -Type WebServicesInternal,WebServicesExternal -Thumbprint $One.ToLowerInvariant() -Confirm:$false
      $all = @(Get-CsCertificate)
      $none, @($all | ForEach-Object { $_.Use }), @($all | ForEach-Object { $_.Thumbprint -ceq $One })`,
    gives: [0, ['Default', 'WebServicesInternal', 'WebServicesExternal'], [true, true, true]],
  },
  {
    rule: 'it returns nothing',
    source: SET,
    script:
      '@(Set-CsCertificate -Type Default -Thumbprint $One).Count; Set-CsCertificate -Type Default -Thumbprint $One',
    gives: 0,
  },
  {
    rule: 'the services may read the key from then on',
    source: SET,
    script: `
      $entry = @(Get-CscertEntries -Store My | Where-Object { $_.thumbprint -eq $One })[0]
      (& $Contract { param($Container) (Get-CsContractKey $Container).access } $entry.container) -contains 'NT AUTHORITY\\NETWORK SERVICE'`,
    gives: true,
  },
  {
    rule: 'a reference tells the certificate and what it is used for',
    source: 'Get-CsCertificate, help',
    script: `
      $ref = Get-CsCertificate -Type Default
      @{ names = @($ref.psobject.Properties | ForEach-Object { $_.Name }); subject = $ref.Subject; issuer = $ref.Issuer; type = $ref.psobject.TypeNames[0]; before = $ref.NotBefore -is [datetime] }`,
    gives: {
      names: [
        'Issuer',
        'NotAfter',
        'NotBefore',
        'SerialNumber',
        'Subject',
        'AlternativeNames',
        'Thumbprint',
        'EffectiveDate',
        'PreviousThumbprint',
        'SourceScope',
        'Use',
      ],
      subject: 'CN=fe01.contoso.com',
      issuer: expect.stringContaining('CN=Contoso Issuing CA'),
      type: 'Microsoft.Rtc.Management.Deployment.CertificateReference',
      before: true,
    },
  },
  {
    rule: 'only the documented properties can be had too, and usages as URN',
    source: 'the cmdlets’ help, -Type; no source says it',
    script: `
      Fault '{"product":{"reference":"documented","use":"urn"}}'
      $ref = Get-CsCertificate -Type Default
      Fault '{}'
      $ref.Use, ($ref.psobject.Properties.Name -contains 'PreviousThumbprint')`,
    gives: ['urn:certref:Default', false],
  },
  {
    rule: 'an assignment without a date has one in no version that we know, and may have that of the server',
    source: 'no source says it; knob: product.dates',
    script: `
      $none = (Get-CsCertificate -Type Default).EffectiveDate
      Fault '{"product":{"dates":"always"}}'
      Set-CsCertificate -Type WebServicesInternal -Thumbprint $One
      Fault '{}'
      $none.Year, ((Get-CsCertificate -Type WebServicesInternal).EffectiveDate.Year -gt 2000)`,
    gives: [1, true],
  },
  {
    rule: 'unknown parameters are errors',
    source: 'PowerShell; Request-CsCertificate, help: there is no -Clobber',
    script: 'Set-CsCertificate -Type Default -Thumbprint $One -Clobber',
    fails: {id: 'NamedParameterNotFound,Set-CsCertificate'},
  },
  {
    rule: 'an unknown usage is an error',
    source: 'the cmdlets’ help, -Type',
    script: 'Set-CsCertificate -Type WebServices -Thumbprint $One',
    fails: {message: /WebServices/, type: 'System.Management.Automation.ParameterBindingValidationException'},
  },
  {
    rule: 'several usages are an array, not one string with commas',
    source: 'Set-CsCertificate, help',
    script: "Set-CsCertificate -Type 'Default,WebServicesInternal' -Thumbprint $One",
    fails: {type: 'System.Management.Automation.ParameterBindingValidationException'},
  },
  {
    rule: 'case does not matter, and XmppServer is spelled in two ways',
    source: 'the cmdlets’ help, -Type',
    script: `
      On 'edge01.contoso.com'
      Fault '{"certreq":{"acceptUntrusted":true}}'
      try {
        $rsa = [IO.File]::ReadAllBytes((New-PfxFile 'Pkcs12TripleDesSha1'))
        $one = Import-CscertPfx -Bytes $rsa -Password secret -Exportable $true -Provider 'Microsoft Enhanced Cryptographic Provider v1.0'
        Set-CsCertificate -Type XMPPServer -Thumbprint $one -WarningAction SilentlyContinue
        (Get-CsCertificate -Type xmppserver).Use
      } finally { On 'fe01.contoso.com' }`,
    gives: 'XmppServer',
  },
  {
    rule: 'a usage that the role does not have is refused',
    source: 'Certificate requirements for internal servers; Request-CsCertificate, help',
    script: 'Set-CsCertificate -Type AccessEdgeExternal -Thumbprint $One',
    fails: {
      message: /^The computer does not need a certificate/,
      id: 'ComputerNeedsNoCertificate,Set-CsCertificate',
      type: 'System.InvalidOperationException',
    },
  },
  {
    rule: 'a certificate that is not in the Personal store of the computer is not found',
    source: SET,
    script: "Set-CsCertificate -Type Default -Thumbprint ('AB' * 20)",
    fails: {id: 'CertificateNotFound,Set-CsCertificate'},
  },
  {
    rule: 'a thumbprint with a mark that nobody sees is not found',
    source: 'inferred: a thumbprint copied from the certificate dialogue',
    script: 'Set-CsCertificate -Type Default -Thumbprint ([char] 0x200e + $One)',
    fails: {id: 'CertificateNotFound,Set-CsCertificate'},
  },
  {
    rule: 'a certificate without its key is refused',
    source: 'Configure certificates for servers, failures',
    script: `
      $ca = @(Get-CscertEntries -Store CA)[0]
      $thumbprint = & $Contract { param($Der) Add-CsContractEntry 'My' ([Convert]::FromBase64String($Der)) } $ca.der
      try { Set-CsCertificate -Type Default -Thumbprint $thumbprint } finally { Remove-CscertEntry -Store My -Thumbprint $thumbprint -WithKey $false }`,
    fails: {id: 'NoPrivateKey,Set-CsCertificate'},
  },
  {
    rule: 'a key in a CNG provider shows as a buffer that is too small',
    source: 'Environmental requirements, note on CNG; scripts of the field',
    script:
      "Set-CsCertificate -Type Default -Thumbprint (New-Certificate @{ ProviderName = ''; ProviderType = ''; KeySpec = '' })",
    fails: {
      message: /^The buffer supplied to a function was too small\.$/,
      type: 'System.Security.Cryptography.CryptographicException',
    },
  },
  {
    rule: 'a key that administrators may not read is refused',
    source: 'Configure certificates for servers, failures',
    script: `
      $thumbprint = New-Certificate
      $entry = @(Get-CscertEntries -Store My | Where-Object { $_.thumbprint -eq $thumbprint })[0]
      & $Contract { param($Container) Update-CsContractKey $Container @{ access = @('NT AUTHORITY\\SYSTEM') } } $entry.container
      Set-CsCertificate -Type Default -Thumbprint $thumbprint`,
    fails: {message: /^Access is denied\.$/, id: 'KeyUnreadable,Set-CsCertificate'},
  },
  {
    rule: 'a file is assigned only at the global scope',
    source: 'Set-CsCertificate, help: -Path',
    script: "Set-CsCertificate -Type Default -Path 'x.pfx'",
    fails: {id: 'MissingMandatoryParameter,Set-CsCertificate'},
  },
  {
    rule: 'a new certificate is current at once, and the one before is remembered',
    source: ROLL,
    script: `
      $global:Two = New-Certificate
      Set-CsCertificate -Type Default -Thumbprint $Two
      $ref = Get-CsCertificate -Type Default
      ($ref.Thumbprint -eq $Two), ($ref.PreviousThumbprint -eq $One), $ref.EffectiveDate.Year`,
    gives: [true, true, 1],
  },
  {
    rule: 'or only for usages that can roll: sources differ',
    source: 'Set-CsCertificate, help',
    script: `
      Fault '{"product":{"previous":"rollOnly"}}'
      Set-CsCertificate -Type WebServicesExternal -Thumbprint $Two
      Fault '{}'
      (Get-CsCertificate -Type WebServicesExternal).PreviousThumbprint`,
    gives: '',
  },
  {
    rule: 'setting the same again makes it the one before itself',
    source: SET,
    script:
      'Set-CsCertificate -Type Default -Thumbprint $Two; (Get-CsCertificate -Type Default).PreviousThumbprint -eq $Two',
    gives: true,
  },
  {
    rule: '-Previous forgets the one before, and deletes no certificate',
    source: 'Remove-CsCertificate, help',
    script: `
      Remove-CsCertificate -Type Default -Previous
      $ref = Get-CsCertificate -Type Default
      ($ref.Thumbprint -eq $Two), $ref.PreviousThumbprint, @(Get-CscertEntries -Store My | Where-Object { $_.thumbprint -in $One, $Two }).Count`,
    gives: [true, '', 2],
  },
  {
    rule: 'removing what is in use asks, and nobody is there to answer',
    source: 'Remove-CsCertificate, help',
    script: 'Remove-CsCertificate -Type WebServicesInternal',
    fails: {message: /NonInteractive mode/},
  },
  {
    rule: 'with -Force it is removed, and no longer listed; the key is closed to the services where no usage needs it',
    source: 'Remove-CsCertificate, help',
    script: `
      Remove-CsCertificate -Type WebServicesInternal -Force
      $entry = @(Get-CscertEntries -Store My | Where-Object { $_.thumbprint -eq $One })[0]
      @(Get-CsCertificate -Type WebServicesInternal).Count, (& $Contract { param($Container) (Get-CsContractKey $Container).access.Count } $entry.container)`,
    gives: [0, 2],
  },
  {
    rule: '-WhatIf changes nothing',
    source: 'PowerShell',
    script:
      'Set-CsCertificate -Type WebServicesInternal -Thumbprint $One -WhatIf; @(Get-CsCertificate -Type WebServicesInternal).Count',
    gives: 0,
  },
  {
    rule: 'a reference from the pipeline can be assigned to other usages',
    source: 'Set-CsCertificate, -Reference',
    script: `
      Get-CsCertificate -Type Default | Set-CsCertificate -Type WebServicesInternal
      (Get-CsCertificate -Type WebServicesInternal).Thumbprint -eq $Two`,
    gives: true,
  },
  {
    rule: 'a report is an HTML file',
    source: SET,
    script:
      "$path = New-Path '.html'; Set-CsCertificate -Type Default -Thumbprint $Two -Report $path; [IO.File]::ReadAllText($path).StartsWith('<html>')",
    gives: true,
  },
  {
    rule: 'a local administrator is needed',
    source: SET,
    script: `
      Change { param($server) $server.session.elevated = $false }
      try { Set-CsCertificate -Type Default -Thumbprint $Two } finally { Change { param($server) $server.session.elevated = $true } }`,
    fails: {type: 'System.UnauthorizedAccessException'},
  },
  {
    rule: 'on a member of the domain RTCUniversalServerAdmins is needed',
    source: 'Configure certificates for servers; Get-CsCertificate, help',
    script: `
      Change { param($server) $server.session.groups = @() }
      try { Get-CsCertificate } finally { Change { param($server) $server.session.groups = @('RTCUniversalServerAdmins') } }`,
    fails: {message: /not a member of RTCUniversalServerAdmins/},
  },
  {
    rule: 'on an Edge Server in a workgroup a local administrator is enough',
    source: 'Certificate requirements for external user access',
    script: "On 'edge02.contoso.com'; try { @(Get-CsCertificate).Count } finally { On 'fe01.contoso.com' }",
    gives: 0,
  },
  {
    rule: 'web usages are served at once, the others after the services were started',
    source: 'experience; OCS 2007, Appendix C',
    script: `
      $served = { & $Contract { Read-CsContractJson ([IO.Path]::Combine((Get-CsContractFolder), 'served.json')) } }
      Stop-CsWindowsService
      Start-CsWindowsService
      Set-CsCertificate -Type Default,WebServicesExternal -Thumbprint $One
      $now = & $served
      Stop-CsWindowsService -Graceful
      Start-CsWindowsService
      ($now.Default -eq $Two), ($now.WebServicesExternal -eq $One), ((& $served).Default -eq $One)`,
    gives: [true, true, true],
  },
]);

describeRules('rolling', {servers: {'edge02.contoso.com': {culture: 'de-DE'}}}, [
  {
    rule: 'a token certificate is staged: the new one is shown with the moment, and the one before it still signs',
    source: ROLL,
    script: `
      On 'edge01.contoso.com'
      $pfx = { [IO.File]::ReadAllBytes((New-PfxFile 'Pkcs12TripleDesSha1')) }
      $add = { Import-CscertPfx -Bytes (& $pfx) -Password secret -Exportable $true -Provider 'Microsoft Enhanced Cryptographic Provider v1.0' }
      $global:Old = & $add; $global:New = & $add; $global:Third = & $add
      Set-CsCertificate -Type AudioVideoAuthentication -Thumbprint $Old 3>$null
      $global:At = [datetime]::UtcNow.AddDays(2)
      Set-CsCertificate -Type AudioVideoAuthentication -Thumbprint $New -EffectiveDate $At -Roll 3>$null
      $ref = Get-CsCertificate -Type AudioVideoAuthentication
      ($ref.Thumbprint -eq $New), ($ref.PreviousThumbprint -eq $Old), ([math]::Abs(($ref.EffectiveDate.ToUniversalTime() - $At).TotalSeconds) -lt 1)`,
    gives: [true, true, true],
  },
  {
    rule: 'staging another one keeps the one that is in force, not the one that never was',
    source: 'inferred from the semantics of Staging AV and OAuth certificates using -Roll',
    script: `
      Set-CsCertificate -Type AudioVideoAuthentication -Thumbprint $Third -EffectiveDate $At -Roll 3>$null
      $ref = Get-CsCertificate -Type AudioVideoAuthentication
      ($ref.Thumbprint -eq $Third), ($ref.PreviousThumbprint -eq $Old)`,
    gives: [true, true],
  },
  {
    rule: '-Roll without -EffectiveDate fails',
    source: 'Set-CsCertificate, help',
    script: 'Set-CsCertificate -Type AudioVideoAuthentication -Thumbprint $New -Roll',
    fails: {id: 'RollWithoutEffectiveDate,Set-CsCertificate'},
  },
  {
    rule: 'a moment before the certificate is valid is refused',
    source: ROLL,
    script:
      'Set-CsCertificate -Type AudioVideoAuthentication -Thumbprint $New -EffectiveDate ([datetime]::UtcNow.AddDays(-30)) -Roll',
    fails: {id: 'EffectiveDateBeforeNotBefore,Set-CsCertificate'},
  },
  {
    rule: 'a date that comes as text is read in the culture of the server',
    source: ROLL,
    script: `
      $read = { param($Text) & $Contract { param($Text) (ConvertTo-CsContractDate $null $Text).ToLocalTime().ToString('yyyy-MM-dd') } $Text }
      $american = & $read '7/8/2030 8:00'
      On 'edge02.contoso.com'
      $german = & $read '7/8/2030 8:00'
      On 'edge01.contoso.com'
      $american, $german`,
    gives: ['2030-07-08', '2030-08-07'],
  },
  {
    rule: 'text that is no date in that culture is an error',
    source: ROLL,
    script: "Set-CsCertificate -Type AudioVideoAuthentication -Thumbprint $New -EffectiveDate '31.12.2030' -Roll",
    fails: {id: 'ParameterArgumentTransformationError,Set-CsCertificate'},
  },
  {
    rule: 'EffectiveTime is another name of EffectiveDate',
    source: 'Import-CsCertificate, help',
    script: 'Set-CsCertificate -Type AudioVideoAuthentication -Thumbprint $New -EffectiveTime $At -Roll -WhatIf',
    warns: /could not be verified/,
  },
  {
    rule: 'usages that cannot roll simply switch',
    source: ROLL,
    script: `
      Set-CsCertificate -Type AccessEdgeExternal -Thumbprint $Old 3>$null
      Set-CsCertificate -Type AccessEdgeExternal -Thumbprint $New -EffectiveDate $At -Roll 3>$null
      $ref = Get-CsCertificate -Type AccessEdgeExternal
      ($ref.Thumbprint -eq $New), $ref.EffectiveDate.Year`,
    gives: [true, 1],
  },
  {
    rule: 'without -Roll the new one is current at once, also for tokens',
    source: ROLL,
    script: `
      Set-CsCertificate -Type AudioVideoAuthentication -Thumbprint $New 3>$null
      $ref = Get-CsCertificate -Type AudioVideoAuthentication
      ($ref.Thumbprint -eq $New), $ref.EffectiveDate.Year`,
    gives: [true, 1],
  },
]);

describeRules('OAuth and replication', {}, [
  {
    rule: 'OAuth is assigned with -Identity Global, and refused without',
    source: OAUTH,
    script: `
      $global:Token = New-Certificate @{ Subject = '"CN=contoso.com"'; Exportable = 'TRUE'; KeyLength = '2048'; FriendlyName = '"OAuth"' }
      Set-CsCertificate -Type OAuthTokenIssuer -Thumbprint $Token`,
    fails: {id: 'GlobalScopeNeeded,Set-CsCertificate'},
  },
  {
    rule: 'nothing else is global',
    source: OAUTH,
    script: 'Set-CsCertificate -Type Default -Thumbprint $Token -Identity global',
    fails: {id: 'GlobalScopeNotAllowed,Set-CsCertificate'},
  },
  {
    rule: 'there is no other scope than Global',
    source: 'Set-CsCertificate, help',
    script: "Set-CsCertificate -Type OAuthTokenIssuer -Thumbprint $Token -Identity 'site:Redmond'",
    fails: {type: 'System.Management.Automation.ParameterBindingValidationException'},
  },
  {
    rule: 'a key that is not exportable cannot travel',
    source: OAUTH,
    script:
      "Set-CsCertificate -Identity Global -Type OAuthTokenIssuer -Thumbprint (New-Certificate @{ KeyLength = '2048' })",
    fails: {message: /^Key not valid for use in specified state\.$/},
  },
  {
    rule: 'a key of less than 2048 bits is refused',
    source: OAUTH,
    script:
      "Set-CsCertificate -Identity Global -Type OAuthTokenIssuer -Thumbprint (New-Certificate @{ Exportable = 'TRUE' })",
    fails: {id: 'KeyTooShort,Set-CsCertificate'},
  },
  {
    rule: 'assigned once, it reaches every server that needs it, with its key and its name',
    source: OAUTH,
    script: `
      Set-CsCertificate -Identity global -Type OAuthTokenIssuer -Thumbprint $Token
      On 'fe02.contoso.com'
      $ref = Get-CsCertificate -Type OAuthTokenIssuer
      $entry = @(Get-CscertEntries -Store My)[0]
      On 'fe01.contoso.com'
      ($ref.Thumbprint -eq $Token), $entry.hasPrivateKey, $entry.friendlyName, (Get-CsCertificate -Identity Global).Use`,
    gives: [true, true, 'OAuth', 'OAuthTokenIssuer'],
  },
  {
    rule: 'a Mediation Server and an Edge Server do not need it',
    source: 'the cmdlets’ help, -Type',
    script: `
      $counts = foreach ($server in 'med01.contoso.com', 'edge01.contoso.com') { On $server; @(Get-CsCertificate).Count; @(Get-CscertEntries -Store My).Count }
      On 'fe01.contoso.com'
      $counts`,
    gives: [0, 0, 0, 0],
  },
  {
    rule: 'in some versions it is listed only by its own name',
    source: 'no source says it',
    script: `
      Fault '{"product":{"globalListed":false}}'
      $counts = @(Get-CsCertificate).Count, @(Get-CsCertificate -Type OAuthTokenIssuer).Count
      Fault '{}'
      $counts`,
    gives: [0, 1],
  },
  {
    rule: 'where replication is late, the status says so, and the certificate is not there',
    source: OAUTH,
    script: `
      On 'fe03.contoso.com'
      Fault '{"replication":"late"}'
      $here = @(Get-CsCertificate).Count
      On 'fe01.contoso.com'
      Invoke-CsManagementStoreReplication
      $late = Get-CsManagementStoreReplicationStatus -ReplicaFqdn fe03.contoso.com
      $good = @(Get-CsManagementStoreReplicationStatus | Where-Object { $_.UpToDate }).Count
      $here, $late.UpToDate, ($late.LastUpdateCreation -is [datetime]), $good`,
    gives: [0, false, true, 6],
  },
  {
    rule: 'then it arrives',
    source: OAUTH,
    script: `
      On 'fe03.contoso.com'
      Fault '{}'
      On 'fe01.contoso.com'
      Invoke-CsManagementStoreReplication -ReplicaFqdn fe03.contoso.com
      (Get-CsManagementStoreReplicationStatus fe03.contoso.com).UpToDate`,
    gives: true,
  },
  {
    rule: 'it rolls like the tokens of the Edge: the one before stays until it is dropped',
    source: ROLL,
    script: `
      $next = New-Certificate @{ Subject = '"CN=contoso.com"'; Exportable = 'TRUE'; KeyLength = '2048' }
      $at = [datetime]::UtcNow.AddDays(2)
      Set-CsCertificate -Identity Global -Type OAuthTokenIssuer -Thumbprint $next -EffectiveDate $at -Roll
      On 'fe02.contoso.com'
      $ref = Get-CsCertificate -Type OAuthTokenIssuer
      $keys = @(Get-CscertEntries -Store My).Count
      On 'fe01.contoso.com'
      Remove-CsCertificate -Identity Global -Type OAuthTokenIssuer -Previous
      On 'fe02.contoso.com'
      $after = Get-CsCertificate -Type OAuthTokenIssuer
      On 'fe01.contoso.com'
      ($ref.Thumbprint -eq $next), ($ref.PreviousThumbprint -eq $Token), ($ref.EffectiveDate.Year -gt 2000), $keys, $after.PreviousThumbprint`,
    gives: [true, true, true, 2, ''],
  },
  {
    rule: 'a session without a second hop cannot write to the Central Management store',
    source: 'Kerberos: a session from afar has nothing to pass on',
    script: `
      Change { param($server) $server.session.secondHop = $false }
      try { Set-CsCertificate -Identity Global -Type OAuthTokenIssuer -Thumbprint $Token } finally { Change { param($server) $server.session.secondHop = $true } }`,
    fails: {id: 'CentralMgmtStoreInaccessible,Set-CsCertificate', type: 'System.ArgumentException'},
  },
  {
    rule: 'a PFX can be put into the store of the deployment too',
    source: 'Assigning a server-to-server authentication certificate; Import-CsCertificate, help',
    script: `
      $pfx = New-Path '.pfx'
      [IO.File]::WriteAllBytes($pfx, (Export-CscertPfx -Thumbprint $Token -Password secret -Profile windows-legacy))
      On 'fe02.contoso.com'
      Import-CsCertificate -Identity global -Type OAuthTokenIssuer -Path $pfx -Password secret
      $same = (Get-CsCertificate -Identity Global).Thumbprint -eq $Token
      On 'fe01.contoso.com'
      $same`,
    gives: true,
  },
]);
