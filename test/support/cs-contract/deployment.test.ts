import {expect} from '@jest/globals';
import {describeRules} from './rules.ts';

const TOPOLOGY = 'help of Get-CsTopology and its sisters';
const deployment = {
  sipDomains: ['contoso.com', 'fabrikam.com'] as const,
  simpleUrls: {
    meet: ['https://meet.contoso.com', 'https://meet.fabrikam.com'],
    dialin: 'https://dialin.contoso.com',
    admin: 'https://admin.contoso.com',
  },
};
const pools = {
  'fepool01.contoso.com': {
    role: 'frontEnd',
    servers: ['fe01.contoso.com', 'fe02.contoso.com'],
    webServices: {internal: 'webint.contoso.com', external: 'webext.contoso.com'},
  },
  'se01.contoso.com': {role: 'standardEdition', webServices: {external: 'webse.contoso.com'}},
  'dir01.contoso.com': {
    role: 'director',
    servers: ['dir01.contoso.com'],
    webServices: {external: 'webdir.contoso.com'},
  },
  'medpool01.contoso.com': {role: 'mediation', servers: ['med01.contoso.com']},
  'edgepool.contoso.com': {
    role: 'edge',
    servers: ['edge01.contoso.com'],
    edge: {access: 'access.contoso.com', webConferencing: 'webcon.contoso.com', av: 'av.contoso.com'},
  },
} as const;

const OF_SITES = {
  deployment: {
    ...deployment,
    sites: {paris: {simpleUrls: {meet: 'https://paris.contoso.com/meet', dialin: 'https://paris.contoso.com/dialin'}}},
  },
  pools: {
    'fepool01.contoso.com': {role: 'frontEnd', servers: ['fe01.contoso.com']},
    'se01.contoso.com': {role: 'standardEdition', site: 'paris'},
    'edgepool.contoso.com': {
      role: 'edge',
      servers: ['edge01.contoso.com'],
      edge: {access: 'access.contoso.com', webConferencing: 'webcon.contoso.com', av: 'av.contoso.com'},
    },
  },
} as const;

describeRules('the topology', {deployment, pools}, [
  {
    rule: 'pools tell their computers, services and site',
    source: TOPOLOGY,
    script: `
      $pool = Get-CsPool fepool01.contoso.com
      @{ all = @(Get-CsPool | ForEach-Object { $_.Identity }); computers = $pool.Computers; site = $pool.Site; services = $pool.Services }`,
    gives: {
      all: [
        'fepool01.contoso.com',
        'se01.contoso.com',
        'dir01.contoso.com',
        'medpool01.contoso.com',
        'edgepool.contoso.com',
      ],
      computers: ['fe01.contoso.com', 'fe02.contoso.com'],
      site: 'site:Redmond',
      services: expect.arrayContaining([
        'Registrar:fepool01.contoso.com',
        'WebServer:fepool01.contoso.com',
        'CentralManagement:fepool01.contoso.com',
      ]),
    },
  },
  {
    rule: 'web services tell their names; the internal one of a Standard Edition server is empty',
    source: TOPOLOGY,
    script:
      'Get-CsService -WebServer | ForEach-Object { "$($_.PoolFqdn) $($_.InternalFqdn) $($_.ExternalFqdn) $($_.ExternalHttpsPort)" }',
    gives: [
      'fepool01.contoso.com webint.contoso.com webext.contoso.com 4443',
      'se01.contoso.com  webse.contoso.com 4443',
      'dir01.contoso.com  webdir.contoso.com 4443',
    ],
  },
  {
    rule: 'an Edge pool tells its external names',
    source: TOPOLOGY,
    script:
      '$edge = Get-CsService -EdgeServer; $edge.Identity, $edge.AccessEdgeExternalFqdn, $edge.DataEdgeExternalFqdn, $edge.AVEdgeExternalFqdn, $edge.InternalInterfaceFqdn',
    gives: ['EdgeServer:edgepool.contoso.com', 'access.contoso.com', 'webcon.contoso.com', 'av.contoso.com', null],
  },
  {
    rule: 'one role switch a call',
    source: TOPOLOGY,
    script: 'Get-CsService -WebServer -Registrar',
    fails: {id: 'AmbiguousParameterSet,Get-CsService'},
  },
  {
    rule: 'a role that the product does not have yet is an unknown parameter',
    source: 'Skype for Business Server 2019, what is gone',
    script: 'Get-CsService -VideoInteropServer',
    fails: {message: /cannot be found that matches parameter name/},
  },
  {
    rule: 'of the SIP domains one is the default',
    source: TOPOLOGY,
    script: 'Get-CsSipDomain | ForEach-Object { "$($_.Identity) $($_.IsDefault)" }',
    gives: ['contoso.com True', 'fabrikam.com False'],
  },
  {
    rule: 'simple URLs have components, one Meet for each SIP domain',
    source: TOPOLOGY,
    script:
      '(Get-CsSimpleUrlConfiguration).SimpleUrl | ForEach-Object { "$($_.Component) $($_.Domain) $($_.ActiveUrl) $(@($_.SimpleUrlEntry)[0].Url)" }',
    gives: [
      'Meet contoso.com https://meet.contoso.com https://meet.contoso.com',
      'Meet fabrikam.com https://meet.fabrikam.com https://meet.fabrikam.com',
      'Dialin * https://dialin.contoso.com https://dialin.contoso.com',
      'Admin * https://admin.contoso.com https://admin.contoso.com',
    ],
  },
  {
    rule: 'computers can be had by pool, by name and as the local one',
    source: TOPOLOGY,
    script:
      '@(Get-CsComputer -Pool fepool01.contoso.com).Count, (Get-CsComputer -Local).Pool, (Get-CsComputer -Filter "med*").Fqdn, @(Get-CsComputer).Count',
    gives: [2, 'fepool01.contoso.com', 'med01.contoso.com', 6],
  },
  {
    rule: 'what is not there is an error',
    source: 'PowerShell',
    script: 'Get-CsPool nowhere.contoso.com',
    fails: {id: 'IdentityNotFound,Get-CsPool'},
  },
  {
    rule: 'the site has its pools, and the version is the base version',
    source: TOPOLOGY,
    script: '(Get-CsSite).Pools.Count, (Get-CsServerVersion)',
    gives: [5, expect.stringContaining('5.0.8308')],
  },
  {
    rule: 'on an Edge Server only the local replica can be read',
    source: 'Certificate requirements for external user access; help of Get-CsTopology and its sisters',
    script: `
      On 'edge01.contoso.com'
      try {
        $local = @((Get-CsTopology -LocalStore).Clusters.Count, @((Get-CsSimpleUrlConfiguration -LocalStore).SimpleUrl).Count, (Get-CsComputer -Local).Pool)
        $refused = foreach ($command in 'Get-CsTopology', 'Get-CsPool', 'Get-CsService', 'Get-CsSipDomain', 'Get-CsSite', 'Get-CsManagementStoreReplicationStatus') { try { & $command } catch { $_.FullyQualifiedErrorId.Split(',')[0] } }
        $local; @($refused)
      } finally { On 'fe01.contoso.com' }`,
    gives: [5, 4, 'edgepool.contoso.com', ...Array.from({length: 6}, () => 'CentralMgmtStoreInaccessible')],
  },
  {
    rule: 'the XML is the published document with clusters, machines and services',
    source: 'public samples of the published topology',
    script: `
      $xml = [xml] (Get-CsTopology -AsXml)
      $ns = $xml.DocumentElement.NamespaceURI
      $clusters = @($xml.Topology.Clusters.Cluster)
      $web = @($xml.Topology.Services.Service | Where-Object { $_.ServiceId.RoleName -eq 'WebServices' })
      @{ ns = $ns; domain = $xml.Topology.InternalDomains.DefaultDomain; machines = @($clusters[0].Machine | ForEach-Object { $_.Fqdn }); id = $clusters[0].ClusterId.Number
         hosts = @($web | ForEach-Object { $_.WebService.ExternalSettings.Host }); on = @($web | ForEach-Object { $_.InstalledOn.ClusterId.Number }) }`,
    gives: {
      ns: 'urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008',
      domain: 'contoso.com',
      machines: ['fe01.contoso.com', 'fe02.contoso.com'],
      id: '1',
      hosts: ['webext.contoso.com', 'webse.contoso.com', 'webdir.contoso.com'],
      on: ['1', '2', '3'],
    },
  },
]);

describeRules('the topology of several sites', OF_SITES, [
  {
    rule: 'a pool is in one site, and a site has its pools',
    source: TOPOLOGY,
    script:
      '@(Get-CsPool | ForEach-Object { $_.Site }), @(Get-CsSite | ForEach-Object { $_.Identity }), @(Get-CsPool -Site site:paris | ForEach-Object { $_.Fqdn })',
    gives: [['site:Redmond', 'site:paris', 'site:Redmond'], ['site:Redmond', 'site:paris'], ['se01.contoso.com']],
  },
  {
    rule: 'a site can have simple URLs of its own, and the deployment has the others',
    source: 'help of Get-CsSimpleUrlConfiguration, -Identity',
    script:
      'Get-CsSimpleUrlConfiguration | ForEach-Object { "$($_.Identity) $(@($_.SimpleUrl)[0].ActiveUrl)" }; @((Get-CsSimpleUrlConfiguration -Identity Site:paris).SimpleUrl).Count',
    gives: ['Global https://meet.contoso.com', 'Site:paris https://paris.contoso.com/meet', 2],
  },
  {
    rule: 'in the XML the ports of an Edge pool have its external names, and clusters the number of their site',
    source: 'public samples of the published topology and of a file of Topology Builder',
    script: `
      $xml = [xml] (Get-CsTopology -AsXml -LocalStore)
      $edge = @($xml.Topology.Services.Service | Where-Object { $_.ServiceId.RoleName -eq 'EdgeServer' })[0]
      $ports = @($edge.Ports.Port | Where-Object { $_.InterfaceSide -eq 'External' })
      @{ sites = @($xml.Topology.Sites.CentralSite | ForEach-Object { "$($_.SiteId) $($_.Name)" }); ids = @($xml.Topology.Clusters.Cluster | ForEach-Object { $_.ClusterId.SiteId })
         names = @($ports | ForEach-Object { "$($_.Owner) $($_.ConfiguredFqdn)" }) }`,
    gives: {
      sites: ['1 Redmond', '2 paris'],
      ids: ['1', '2', '1'],
      names: [
        'urn:component:AccessEdge access.contoso.com',
        'urn:component:DataEdge webcon.contoso.com',
        'urn:component:MediaRelayEdge av.contoso.com',
      ],
    },
  },
]);

describeRules('the module and the services', {}, [
  {
    rule: 'the module of another product is not there',
    source: TOPOLOGY,
    script: 'Import-Module SkypeForBusiness',
    fails: {type: 'System.IO.FileNotFoundException'},
  },
  {
    rule: 'the commands come from the module, the seam does not',
    source: 'README of CsContract',
    script:
      '(Get-Command Set-CsCertificate).Source, @(Get-Command -Module Lync).Count, (Get-Command Get-CscertEntries).Source',
    gives: ['Lync', 20, 'CsContract'],
  },
  {
    rule: 'a module can be missing',
    source: 'knob: module',
    script: 'Fault \'""\'; Fault \'{"module":"missing"}\'; try { Import-Module Lync -Force } finally { Fault \'{}\' }',
    fails: {message: /was not loaded because no valid module file was found/},
  },
  {
    rule: 'a module can talk where nobody should',
    source: 'knob: module',
    script: `
      Fault '{"module":"banner"}'
      $out = [Console]::Out
      $told = [IO.StringWriter]::new()
      [Console]::SetOut($told)
      try { Import-Module Lync -Force } finally { [Console]::SetOut($out); Fault '{}' }
      $told.ToString().Contains('licensed to CONTOSO')`,
    gives: true,
  },
  {
    rule: 'a service that does not stop says so',
    source: 'knob: services',
    script: `Fault '{"services":{"stuck":true}}'; try { Stop-CsWindowsService -Name RTCSRV } finally { Fault '{}' }`,
    fails: {id: 'ServiceDidNotStop,Stop-CsWindowsService', type: 'System.TimeoutException'},
  },
  {
    rule: 'a service that does not start says so',
    source: 'knob: services',
    script: `Fault '{"services":{"dead":true}}'; try { Start-CsWindowsService -Name RTCSRV } finally { Fault '{}' }`,
    fails: {id: 'ServiceDidNotStart,Start-CsWindowsService', type: 'System.TimeoutException'},
  },
  {
    rule: 'where one of several does not stop, those before it have',
    source: 'knob: services',
    script: `
      Fault '{"services":{"stuck":true}}'
      try { Stop-CsWindowsService } catch { $said = $_.Exception.Message } finally { Fault '{}' }
      $left = @(Get-CsWindowsService | Where-Object { $_.Status -eq 'Running' } | ForEach-Object { $_.Name })
      Start-CsWindowsService
      $said, $left`,
    gives: ['The service RTCSRV did not stop in time.', ['RTCSRV']],
  },
  {
    rule: 'services are known by exact names, and there is no Restart-CsWindowsService',
    source: 'Start-CsWindowsService, help',
    script: `
      Import-Module Lync -Force
      (Get-CsWindowsService -Name RTCSRV).Status
      Stop-CsWindowsService -Name rtcsrv
      (Get-CsWindowsService -Name RTCSRV).Status
      Get-CsWindowsService RTCSRV | Start-CsWindowsService
      (Get-CsWindowsService -Name RTCSRV).Status
      @(Get-Command Restart-CsWindowsService -ErrorAction SilentlyContinue).Count`,
    gives: ['Running', 'Stopped', 'Running', 0],
  },
  {
    rule: 'a service of Windows is none of the product’s',
    source: 'Stop-CsWindowsService, help',
    script: 'Stop-CsWindowsService -Name Spooler',
    fails: {id: 'ServiceNotFound,Stop-CsWindowsService'},
  },
  {
    rule: 'services of another computer are reached by name',
    source: 'Start-CsWindowsService, help',
    script: `
      Stop-CsWindowsService -ComputerName fe02.contoso.com
      $there = @(Get-CsWindowsService -ComputerName fe02.contoso.com | Where-Object { $_.Status -eq 'Stopped' }).Count
      $there, @(Get-CsWindowsService | Where-Object { $_.Status -eq 'Stopped' }).Count`,
    gives: [9, 0],
  },
  {
    rule: 'Test-CsCertificateConfiguration tells thumbprints and uses',
    source: 'Test-CsCertificateConfiguration, help',
    script: `$one = New-Certificate; Set-CsCertificate -Type Default -Thumbprint $one; $told = Test-CsCertificateConfiguration; $told.Use, ($told.Thumbprint -eq $one)`,
    gives: ['Default', true],
  },
  {
    rule: 'all status of the Central Management store can be had',
    source: 'Get-CsManagementStoreReplicationStatus, help',
    script: '(Get-CsManagementStoreReplicationStatus -CentralManagementStoreStatus).ActiveMasterFqdn',
    gives: 'fe01.contoso.com',
  },
]);
