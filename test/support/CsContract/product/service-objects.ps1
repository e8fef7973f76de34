# Get-CsService: one switch per role and call (their help).

using namespace System.Management.Automation

$script:CsContractServiceRoles = @(
  'ApplicationDatabase', 'ApplicationServer', 'ArchivingDatabase', 'ArchivingServer', 'BackupServer', 'CentralManagement', 'CentralManagementDatabase', 'ConferencingServer'
  'Director', 'EdgeServer', 'FileStore', 'ManagementServer', 'MediationServer', 'MonitoringDatabase', 'MonitoringServer', 'PersistentChatComplianceDatabase'
  'PersistentChatDatabase', 'PersistentChatServer', 'ProvisionDatabase', 'ProvisionServer', 'PstnGateway', 'Registrar', 'TrustedApplicationPool', 'UserDatabase', 'UserServer'
  'VideoGateway', 'VideoInteropServer', 'WacServer', 'WebServer'
)

$script:CsContractRolesOfPool = @{
  frontEnd = 'Registrar', 'UserServer', 'WebServer', 'ConferencingServer', 'ApplicationServer'
  standardEdition = 'Registrar', 'UserServer', 'WebServer', 'ConferencingServer', 'ApplicationServer'
  director = 'Director', 'WebServer'; mediation = , 'MediationServer'; edge = , 'EdgeServer'; persistentChat = , 'PersistentChatServer'
  videoInterop = , 'VideoInteropServer'; survivableBranch = 'Registrar', 'MediationServer'; trustedApplication = , 'TrustedApplicationPool'
}

# A parameter set per switch, so that two of them are an error, as the help says.
function Get-CsService {
  [CmdletBinding(DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(Position = 0, ParameterSetName = 'Identity')] [string] $Identity,
    [Parameter(ParameterSetName = 'Filter')] [string] $Filter,
    [string] $PoolFqdn,
    [Parameter(Mandatory, ParameterSetName = 'ApplicationDatabase')] [switch] $ApplicationDatabase,
    [Parameter(Mandatory, ParameterSetName = 'ApplicationServer')] [switch] $ApplicationServer,
    [Parameter(Mandatory, ParameterSetName = 'ArchivingDatabase')] [switch] $ArchivingDatabase,
    [Parameter(Mandatory, ParameterSetName = 'ArchivingServer')] [switch] $ArchivingServer,
    [Parameter(Mandatory, ParameterSetName = 'BackupServer')] [switch] $BackupServer,
    [Parameter(Mandatory, ParameterSetName = 'CentralManagement')] [switch] $CentralManagement,
    [Parameter(Mandatory, ParameterSetName = 'CentralManagementDatabase')] [switch] $CentralManagementDatabase,
    [Parameter(Mandatory, ParameterSetName = 'ConferencingServer')] [Alias('ConferenceServer')] [switch] $ConferencingServer,
    [Parameter(Mandatory, ParameterSetName = 'Director')] [switch] $Director,
    [Parameter(Mandatory, ParameterSetName = 'EdgeServer')] [switch] $EdgeServer,
    [Parameter(Mandatory, ParameterSetName = 'FileStore')] [switch] $FileStore,
    [Parameter(Mandatory, ParameterSetName = 'ManagementServer')] [switch] $ManagementServer,
    [Parameter(Mandatory, ParameterSetName = 'MediationServer')] [switch] $MediationServer,
    [Parameter(Mandatory, ParameterSetName = 'MonitoringDatabase')] [switch] $MonitoringDatabase,
    [Parameter(Mandatory, ParameterSetName = 'MonitoringServer')] [switch] $MonitoringServer,
    [Parameter(Mandatory, ParameterSetName = 'PersistentChatComplianceDatabase')] [switch] $PersistentChatComplianceDatabase,
    [Parameter(Mandatory, ParameterSetName = 'PersistentChatDatabase')] [switch] $PersistentChatDatabase,
    [Parameter(Mandatory, ParameterSetName = 'PersistentChatServer')] [switch] $PersistentChatServer,
    [Parameter(Mandatory, ParameterSetName = 'ProvisionDatabase')] [switch] $ProvisionDatabase,
    [Parameter(Mandatory, ParameterSetName = 'ProvisionServer')] [switch] $ProvisionServer,
    [Parameter(Mandatory, ParameterSetName = 'PstnGateway')] [switch] $PstnGateway,
    [Parameter(Mandatory, ParameterSetName = 'Registrar')] [switch] $Registrar,
    [Parameter(Mandatory, ParameterSetName = 'TrustedApplicationPool')] [switch] $TrustedApplicationPool,
    [Parameter(Mandatory, ParameterSetName = 'UserDatabase')] [switch] $UserDatabase,
    [Parameter(Mandatory, ParameterSetName = 'UserServer')] [switch] $UserServer,
    [Parameter(Mandatory, ParameterSetName = 'VideoGateway')] [switch] $VideoGateway,
    [Parameter(Mandatory, ParameterSetName = 'VideoInteropServer')] [switch] $VideoInteropServer,
    [Parameter(Mandatory, ParameterSetName = 'WacServer')] [switch] $WacServer,
    [Parameter(Mandatory, ParameterSetName = 'WebServer')] [switch] $WebServer
  )
  Assert-CsContractCms $PSCmdlet
  $role = $PSCmdlet.ParameterSetName
  # What is not in Lync Server 2013 is an unknown parameter there.
  if ($role -in 'VideoInteropServer', 'VideoGateway' -and (Get-CsContractServer).product -eq 'lync2013') {
    Stop-CsContractCmdlet $PSCmdlet 'NamedParameterNotFound' 'InvalidArgument' ([ParameterBindingException]::new("A parameter cannot be found that matches parameter name '$role'."))
  }
  $all = @(Get-CsContractServiceObjects | Where-Object { (-not $PoolFqdn -or $_.PoolFqdn -eq $PoolFqdn) -and ($role -notin $script:CsContractServiceRoles -or $_.Role -eq $role) })
  Select-CsContractIdentity $PSCmdlet $all $PSBoundParameters
}

function Get-CsContractServiceObjects {
  $topology = Get-CsContractTopology
  $number = 0
  $first = @($topology.pools | Where-Object { $_.role -in 'frontEnd', 'standardEdition' })
  foreach ($pool in $topology.pools) {
    $roles = @($script:CsContractRolesOfPool[[string] $pool.role])
    if ($first.Count -gt 0 -and $pool.fqdn -eq $first[0].fqdn) { $roles += 'CentralManagement' }
    foreach ($role in $roles) { New-CsContractServiceObject $topology $pool $role (++$number) }
  }
}

function New-CsContractServiceObject($Topology, $Pool, [string] $Role, [int] $Number) {
  $shape = [ordered]@{ PSTypeName = "Microsoft.Rtc.Management.Xds.Display$Role"; Identity = "${Role}:$($Pool.fqdn)" }
  if ($Role -eq 'WebServer') {
    # Empty on a Standard Edition server, whose internal web FQDN is the pool's (their help).
    $shape.InternalFqdn = if ($Pool.role -eq 'standardEdition') { $null } else { $Pool.webServices.internal }
    $shape.ExternalFqdn = $Pool.webServices.external
    $shape.PrimaryHttpPort = 80; $shape.PrimaryHttpsPort = 443; $shape.ExternalHttpPort = 8080; $shape.ExternalHttpsPort = 4443
    $shape.PublishedPrimaryHttpPort = 80; $shape.PublishedPrimaryHttpsPort = 443; $shape.PublishedExternalHttpPort = 80
    $shape.PublishedExternalHttpsPort = 443
  } elseif ($Role -eq 'EdgeServer') {
    $shape.AccessEdgeInternalSipPort = 5061; $shape.AccessEdgeExternalSipPort = 5061; $shape.AccessEdgeClientSipPort = 443
    $shape.DataPsomServerPort = 8057; $shape.DataPsomClientPort = 443; $shape.MediaRelayAuthEdgePort = 5062
    $shape.AccessEdgeExternalFqdn = $Pool.edge.access; $shape.DataEdgeExternalFqdn = $Pool.edge.webConferencing
    $shape.AVEdgeExternalFqdn = $Pool.edge.av
    # Empty in the product's own sample.
    $shape.InternalInterfaceFqdn = $null; $shape.ExternalMrasFqdn = $Pool.edge.av
  }
  if ($Role -eq 'TrustedApplicationPool') { $shape.RequiresReplication = $true }
  $shape.DependentServiceList = @()
  $shape.ServiceId = "$($Pool.site)-$Role-$Number"; $shape.SiteId = "site:$($Pool.site)"; $shape.PoolFqdn = $Pool.fqdn
  $shape.Version = $script:CsContractServiceVersions[[string] $Topology.product]; $shape.Role = $Role
  [pscustomobject] $shape
}
