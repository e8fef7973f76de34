# Names that Request-CsCertificate computes from the topology (Certificate requirements for internal servers; Certificate requirements for external user access; Assigning a server-to-server authentication certificate; help of Get-CsTopology and its sisters): only those of the
# primary SIP domain, unless -AllSipDomain is given (Request-CsCertificate, help).

using namespace System.Collections.Generic

function Get-CsContractHostOf([string] $Url) { ([uri] $Url).Host }

# Common name and subject alternative names for the usages of a computer.
function Get-CsContractNames([string[]] $Usages, [string] $Computer, [bool] $AllDomains, [string] $More) {
  $topology = Get-CsContractTopology
  $pool = Find-CsContractPool $Computer
  $domains = if ($AllDomains) { @($topology.sipDomains) } else { @($topology.sipDomains)[0..0] }
  $names = foreach ($usage in $Usages) { Get-CsContractUsageNames $usage $topology $pool $Computer $domains }
  $common = @($names)[0]
  $all = [List[string]]::new()
  # -DomainName is one string with commas, blanks allowed (Request-CsCertificate, help); it only adds.
  foreach ($name in @($names) + @($More -split ',' | ForEach-Object { $_.Trim() } | Where-Object { $_ })) {
    if ($name -and -not ($all | Where-Object { $_ -eq $name })) { $all.Add($name) }
  }
  @{ common = $common; all = $all.ToArray() }
}

# The common name first.
function Get-CsContractUsageNames([string] $Usage, $Topology, $Pool, [string] $Computer, [string[]] $Domains) {
  $meet = @($Topology.simpleUrls.meet | ForEach-Object { Get-CsContractHostOf $_ })
  $dialin = if ($Topology.simpleUrls.dialin) { Get-CsContractHostOf $Topology.simpleUrls.dialin }
  $admin = if ($Topology.simpleUrls.admin) { Get-CsContractHostOf $Topology.simpleUrls.admin }
  $web = $Pool.webServices
  switch ($Usage) {
    'Default' { $Pool.fqdn; $Computer; if ($null -ne $web) { $Domains | ForEach-Object { "sip.$_" } } }
    'WebServicesInternal' { $Pool.fqdn; $Computer; $web.internal; $meet; $dialin; $admin; $Domains | ForEach-Object { "lyncdiscoverinternal.$_" } }
    'WebServicesExternal' { $Pool.fqdn; $web.external; $meet; $dialin; $Domains | ForEach-Object { "lyncdiscover.$_" } }
    'OAuthTokenIssuer' { $Domains }
    'Internal' { $Pool.fqdn }
    { $_ -in 'AccessEdgeExternal', 'External', 'AudioVideoAuthentication' } { $Pool.edge.access; $Domains | ForEach-Object { "sip.$_" } }
    'DataEdgeExternal' { $Pool.edge.webConferencing }
    'XmppServer' { $Domains }
  }
}
