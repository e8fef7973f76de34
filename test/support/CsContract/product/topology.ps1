# What is published (their help): Get-CsTopology, -Pool, -Computer, -Service, -Site, -SipDomain, -SimpleUrlConfiguration.
# Only where the help offers -LocalStore or -Local can they be run on an Edge Server.

$script:CsContractVersions = @{ lync2013 = '5.0.8308'; sfb2015 = '6.0.9319'; sfb2019 = '7.0.2046'; sfbse = '7.0.2046' }
$script:CsContractServiceVersions = @{ lync2013 = 6; sfb2015 = 7; sfb2019 = 8; sfbse = 8 }

function Get-CsContractProductVersion([string] $Product) { $script:CsContractVersions[$Product] + '.0' }

# From the store of the deployment, or the replica that every server has.
function Assert-CsContractReadable($Cmdlet, [bool] $Local) { if (-not $Local) { Assert-CsContractCms $Cmdlet } }

function Select-CsContractIdentity($Cmdlet, [object[]] $All, $Given) {
  if ($Given.ContainsKey('Filter')) { return $All | Where-Object { $_.Identity -like $Given['Filter'] } }
  if (-not $Given.ContainsKey('Identity')) { return $All }
  $found = @($All | Where-Object { $_.Identity -eq $Given['Identity'] })
  if ($found.Count -eq 0) { Stop-CsContractCmdlet $Cmdlet 'IdentityNotFound' 'ObjectNotFound' "Cannot find '$($Given['Identity'])'." }
  $found
}

function Get-CsTopology {
  [CmdletBinding()] param([switch] $AsXml, [switch] $LocalStore)
  Assert-CsContractReadable $PSCmdlet $LocalStore
  if ($AsXml) { return Get-CsContractTopologyXml }
  $topology = Get-CsContractTopology
  [pscustomobject] [ordered]@{
    PSTypeName = 'Microsoft.Rtc.Management.Deploy.Internal.DefaultTopology'
    InternalDomains = @($topology.sipDomains); Sites = @(Get-CsContractSites $topology); Clusters = @($topology.pools | ForEach-Object { $_.fqdn })
    Machines = @($topology.pools | ForEach-Object { $_.computers })
  }
}

function Get-CsSite {
  [CmdletBinding(DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(Position = 0, ParameterSetName = 'Identity')] [string] $Identity,
    [Parameter(ParameterSetName = 'Filter')] [string] $Filter
  )
  Assert-CsContractCms $PSCmdlet
  $topology = Get-CsContractTopology
  $services = @(Get-CsContractServiceObjects)
  $number = 0
  $all = foreach ($name in Get-CsContractSites $topology) {
    [pscustomobject] [ordered]@{
      PSTypeName = 'Microsoft.Rtc.Management.Deploy.Internal.Site'; Identity = "site:$name"; SiteId = (++$number); DisplayName = $name
      Services = @($services | Where-Object { $_.SiteId -eq "site:$name" } | ForEach-Object { $_.Identity })
      Pools = @($topology.pools | Where-Object { $_.site -eq $name } | ForEach-Object { $_.fqdn })
    }
  }
  Select-CsContractIdentity $PSCmdlet @($all) $PSBoundParameters
}

# Every site that a pool is in, in the order of the pools.
function Get-CsContractSites($Topology) {
  $names = @()
  foreach ($pool in $Topology.pools) { if ($pool.site -notin $names) { $names += $pool.site } }
  if ($names.Count -eq 0) { $names += $Topology.site }
  $names
}

function Get-CsPool {
  [CmdletBinding(DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(Position = 0, ParameterSetName = 'Identity')] [string] $Identity,
    [Parameter(ParameterSetName = 'Filter')] [string] $Filter,
    [string] $Site
  )
  Assert-CsContractCms $PSCmdlet
  $topology = Get-CsContractTopology
  $services = @(Get-CsContractServiceObjects)
  $all = foreach ($pool in $topology.pools) {
    if ($Site -and "site:$($pool.site)" -ne $Site -and $pool.site -ne $Site) { continue }
    [pscustomobject] [ordered]@{
      PSTypeName = 'Microsoft.Rtc.Management.Deploy.Internal.Cluster'; Identity = $pool.fqdn
      Services = @($services | Where-Object { $_.PoolFqdn -eq $pool.fqdn } | ForEach-Object { $_.Identity }); Computers = @($pool.computers)
      Fqdn = $pool.fqdn; BackupPoolFqdn = $null; Site = "site:$($pool.site)"
    }
  }
  Select-CsContractIdentity $PSCmdlet @($all) $PSBoundParameters
}

function Get-CsComputer {
  [CmdletBinding(DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(Position = 0, ParameterSetName = 'Identity')] [string] $Identity,
    [Parameter(ParameterSetName = 'Filter')] [string] $Filter,
    [string] $Pool,
    [switch] $Local
  )
  Assert-CsContractReadable $PSCmdlet $Local
  $all = foreach ($one in (Get-CsContractTopology).pools) {
    foreach ($computer in $one.computers) {
      if (($Local -and $computer -ne (Get-CsContractName)) -or ($Pool -and $one.fqdn -ne $Pool)) { continue }
      [pscustomobject] [ordered]@{ PSTypeName = 'Microsoft.Rtc.Management.Deploy.Internal.Machine'; Identity = $computer; Pool = $one.fqdn; Fqdn = $computer }
    }
  }
  Select-CsContractIdentity $PSCmdlet @($all) $PSBoundParameters
}

function Get-CsSipDomain {
  [CmdletBinding(DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(Position = 0, ParameterSetName = 'Identity')] [string] $Identity,
    [Parameter(ParameterSetName = 'Filter')] [string] $Filter
  )
  Assert-CsContractCms $PSCmdlet
  $domains = @((Get-CsContractTopology).sipDomains)
  $all = foreach ($domain in $domains) { [pscustomobject] [ordered]@{ PSTypeName = 'Microsoft.Rtc.Management.Xds.SipDomain'; Identity = $domain; Name = $domain; IsDefault = $domain -eq $domains[0] } }
  Select-CsContractIdentity $PSCmdlet @($all) $PSBoundParameters
}

function Get-CsSimpleUrlConfiguration {
  [CmdletBinding(DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(Position = 0, ParameterSetName = 'Identity')] [string] $Identity,
    [Parameter(ParameterSetName = 'Filter')] [string] $Filter,
    [guid] $Tenant,
    [switch] $LocalStore
  )
  Assert-CsContractReadable $PSCmdlet $LocalStore
  $topology = Get-CsContractTopology
  $all = @(
    New-CsContractUrlConfiguration 'Global' $topology $topology.simpleUrls
    foreach ($site in $topology.sites) { New-CsContractUrlConfiguration "Site:$($site.name)" $topology $site.simpleUrls }
  )
  Select-CsContractIdentity $PSCmdlet $all $PSBoundParameters
}

# Of the deployment, or of a site that has its own.
function New-CsContractUrlConfiguration([string] $Identity, $Topology, $SimpleUrls) {
  $urls = @(
    for ($at = 0; $at -lt @($SimpleUrls.meet).Count; $at++) {
      $domain = @($Topology.sipDomains)[[math]::Min($at, @($Topology.sipDomains).Count - 1)]
      New-CsContractSimpleUrl 'Meet' $domain @($SimpleUrls.meet)[$at]
    }
    if ($SimpleUrls.dialin) { New-CsContractSimpleUrl 'Dialin' '*' $SimpleUrls.dialin }
    # The help says Admin; scripts of the field say Cscp: {"product": {"adminUrl": "Cscp"}}
    $admin = if (Get-CsContractFault 'product' 'adminUrl') { Get-CsContractFault 'product' 'adminUrl' } else { 'Admin' }
    if ($SimpleUrls.admin) { New-CsContractSimpleUrl $admin '*' $SimpleUrls.admin }
  )
  [pscustomobject] [ordered]@{ PSTypeName = 'Microsoft.Rtc.Management.WritableConfig.Settings.SimpleUrl.SimpleUrlConfiguration'; Identity = $Identity; SimpleUrl = $urls; UseBackendDatabase = $false }
}

function New-CsContractSimpleUrl([string] $Component, [string] $Domain, [string] $Url) {
  [pscustomobject] [ordered]@{ SimpleUrlEntry = @([pscustomobject] @{ Url = $Url }); Component = $Component; Domain = $Domain; ActiveUrl = $Url }
}

# The base version, and what the licence is (the help gives the shape, not the words).
function Get-CsServerVersion {
  [CmdletBinding()] param()
  $server = Get-CsContractServer
  $name = @{ lync2013 = 'Microsoft Lync Server 2013'; sfb2015 = 'Skype for Business Server 2015'; sfb2019 = 'Skype for Business Server 2019'; sfbse = 'Skype for Business Server Subscription Edition' }[[string] $server.product]
  "$name ($($script:CsContractVersions[[string] $server.product]).0): Volume license key installed."
}

function Get-CsTrustedApplicationPool {
  [CmdletBinding(DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(Position = 0, ParameterSetName = 'Identity')] [string] $Identity,
    [Parameter(ParameterSetName = 'Filter')] [string] $Filter,
    [string] $PoolFqdn
  )
  Assert-CsContractCms $PSCmdlet
  $all = @(Get-CsContractServiceObjects | Where-Object { $_.Role -eq 'TrustedApplicationPool' -and (-not $PoolFqdn -or $_.PoolFqdn -eq $PoolFqdn) })
  Select-CsContractIdentity $PSCmdlet $all $PSBoundParameters
}

# CertificateExists of every usage: of little use to administrators, says the help.
function Test-CsCertificateConfiguration {
  [CmdletBinding()] param([string] $Report)
  Assert-CsContractAdministrator $PSCmdlet
  Sync-CsContractReplica
  $assigned = Get-CsContractAssigned
  foreach ($usage in $assigned.Keys) {
    [pscustomobject] [ordered]@{ PSTypeName = 'Microsoft.Rtc.Management.Deployment.CertificateExists'; Thumbprint = $assigned[$usage].thumbprint; Use = $usage }
  }
  Write-CsContractReport $Report 'Test-CsCertificateConfiguration'
}
