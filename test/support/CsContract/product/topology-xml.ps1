# Get-CsTopology -AsXml: the published document, urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008, in the shape of public samples:
# InternalDomains, Sites/CentralSite, Clusters/Cluster/ClusterId+Machine, Services/Service/ServiceId+InstalledOn+Ports and a part of the
# role's own. Simple URLs are not in it: they are a configuration of their own. The external names of an Edge pool are those of its
# external ports (ConfiguredFqdn), as a public file of Topology Builder has them, whose ports are of the same namespace.

using namespace System.Collections

$script:CsContractXmlRoles = @{ UserServer = 'UserServices'; WebServer = 'WebServices'; ConferencingServer = 'ConfServices'; CentralManagement = 'CentralMgmt'; Director = 'Registrar'; TrustedApplicationPool = 'ExternalServer' }

function Get-CsContractTopologyXml {
  $topology = Get-CsContractTopology
  $ns = 'urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008'
  $settings = [System.Xml.XmlWriterSettings]::new()
  $settings.Indent = $true
  $settings.OmitXmlDeclaration = $true
  $text = [IO.StringWriter]::new([cultureinfo]::InvariantCulture)
  $xml = [System.Xml.XmlWriter]::Create($text, $settings)
  $xml.WriteStartElement('Topology', $ns)
  $xml.WriteAttributeString('Signature', '00000000-0000-0000-0000-000000000000')
  Write-CsContractDomains $xml $ns $topology
  $xml.WriteStartElement('Clusters', $ns)
  for ($at = 0; $at -lt @($topology.pools).Count; $at++) { Write-CsContractCluster $xml $ns @($topology.pools)[$at] ($at + 1) (Get-CsContractSiteId $topology @($topology.pools)[$at].site) }
  $xml.WriteEndElement()
  $xml.WriteStartElement('Services', $ns)
  $instances = @{}
  foreach ($service in Get-CsContractServiceObjects) { Write-CsContractService $xml $ns $topology $service $instances }
  $xml.WriteEndElement()
  $xml.WriteEndElement()
  $xml.Flush()
  $text.ToString()
}

function Write-CsContractElement($Xml, [string] $Ns, [string] $Name, [IDictionary] $Attributes) {
  $Xml.WriteStartElement($Name, $Ns)
  foreach ($key in $Attributes.Keys) { $Xml.WriteAttributeString($key, [string] $Attributes[$key]) }
}

function Write-CsContractDomains($Xml, [string] $Ns, $Topology) {
  Write-CsContractElement $Xml $Ns 'InternalDomains' ([ordered]@{ AllowAllDomains = 'false'; DefaultDomain = @($Topology.sipDomains)[0] })
  foreach ($domain in $Topology.sipDomains) {
    Write-CsContractElement $Xml $Ns 'InternalDomain' ([ordered]@{ Name = $domain; Authoritative = 'false'; AllowSubDomains = 'false' })
    $Xml.WriteEndElement()
  }
  $Xml.WriteEndElement()
  $Xml.WriteStartElement('Sites', $Ns)
  $number = 0
  foreach ($site in Get-CsContractSites $Topology) {
    Write-CsContractElement $Xml $Ns 'CentralSite' @{ SiteId = (++$number) }
    $Xml.WriteElementString('Name', $Ns, $site)
    $Xml.WriteElementString('Location', $Ns, '')
    $Xml.WriteEndElement()
  }
  $Xml.WriteEndElement()
}

function Get-CsContractSiteId($Topology, [string] $Site) { 1 + [array]::IndexOf(@(Get-CsContractSites $Topology), $Site) }

function Write-CsContractCluster($Xml, [string] $Ns, $Pool, [int] $Number, [int] $Site) {
  Write-CsContractElement $Xml $Ns 'Cluster' ([ordered]@{ RequiresReplication = 'true'; RequiresSetup = 'true'; Fqdn = $Pool.fqdn })
  Write-CsContractElement $Xml $Ns 'ClusterId' ([ordered]@{ SiteId = $Site; Number = $Number })
  $Xml.WriteEndElement()
  $ordinal = 0
  foreach ($computer in $Pool.computers) {
    $ordinal++
    Write-CsContractElement $Xml $Ns 'Machine' ([ordered]@{ OrdinalInCluster = $ordinal; Fqdn = $computer; FaultDomain = $computer; UpgradeDomain = $computer })
    foreach ($side in 'Primary', 'External') {
      Write-CsContractElement $Xml $Ns 'NetInterface' ([ordered]@{ InterfaceSide = $side; InterfaceNumber = '1'; IPAddress = '0.0.0.0' })
      $Xml.WriteEndElement()
    }
    $Xml.WriteEndElement()
  }
  $Xml.WriteEndElement()
}

function Write-CsContractService($Xml, [string] $Ns, $Topology, $Service, [hashtable] $Instances) {
  $role = if ($script:CsContractXmlRoles.ContainsKey($Service.Role)) { $script:CsContractXmlRoles[$Service.Role] } else { $Service.Role }
  $Instances[$role] = 1 + [int] $Instances[$role]
  $number = 1
  foreach ($pool in $Topology.pools) { if ($pool.fqdn -eq $Service.PoolFqdn) { break }; $number++ }
  $site = Get-CsContractSiteId $Topology $pool.site
  Write-CsContractElement $Xml $Ns 'Service' ([ordered]@{ RoleVersion = '1'; ServiceVersion = $Service.Version })
  Write-CsContractElement $Xml $Ns 'ServiceId' ([ordered]@{ SiteId = $site; RoleName = $role; Instance = $Instances[$role] })
  $Xml.WriteEndElement()
  $Xml.WriteElementString('DependsOn', $Ns, '')
  $Xml.WriteStartElement('InstalledOn', $Ns)
  Write-CsContractElement $Xml $Ns 'ClusterId' ([ordered]@{ SiteId = $site; Number = $number })
  $Xml.WriteEndElement()
  $Xml.WriteEndElement()
  Write-CsContractServicePart $Xml $Service
  $Xml.WriteEndElement()
}

function Write-CsContractServicePart($Xml, $Service) {
  $ns = 'urn:schema:Microsoft.Rtc.Management.Deploy.ServiceRoles.2008'
  switch ($Service.Role) {
    'WebServer' {
      $Xml.WriteStartElement('WebService', $ns)
      foreach ($side in 'Internal', 'External') {
        $name = $Service."${side}Fqdn"
        if ($name) {
          Write-CsContractElement $Xml $ns "${side}Settings" @{ Host = $name }
          $Xml.WriteElementString('OverrideUrls', $ns, '')
          $Xml.WriteEndElement()
        }
      }
      $Xml.WriteEndElement()
    }
    { $_ -in 'Registrar', 'Director' } {
      Write-CsContractElement $Xml $ns 'RegistrarService' @{ IsDirector = $(if ($Service.Role -eq 'Director') { 'true' } else { 'false' }) }
      $Xml.WriteEndElement()
    }
    'EdgeServer' {
      $Xml.WriteStartElement('Ports', $ns)
      Write-CsContractPort $Xml $ns 'AccessEdge' 'Internal' 5061 $null
      Write-CsContractPort $Xml $ns 'AccessEdge' 'External' 5061 $Service.AccessEdgeExternalFqdn
      Write-CsContractPort $Xml $ns 'DataEdge' 'External' 443 $Service.DataEdgeExternalFqdn
      Write-CsContractPort $Xml $ns 'MediaRelayEdge' 'Internal' 3478 $null
      Write-CsContractPort $Xml $ns 'MediaRelayEdge' 'External' 3478 $Service.AVEdgeExternalFqdn
      $Xml.WriteEndElement()
    }
    'CentralManagement' {
      Write-CsContractElement $Xml $ns 'CentralMgmtService' @{ IsActive = 'true' }
      $Xml.WriteEndElement()
    }
  }
}

function Write-CsContractPort($Xml, [string] $Ns, [string] $Owner, [string] $Side, [int] $Port, $Fqdn) {
  $attributes = [ordered]@{ Owner = "urn:component:$Owner"; InterfaceSide = $Side; InterfaceNumber = 1; Port = $Port; UrlPath = '/' }
  if ($Fqdn) { $attributes.ConfiguredFqdn = $Fqdn }
  Write-CsContractElement $Xml $Ns 'Port' $attributes
  $Xml.WriteEndElement()
}
