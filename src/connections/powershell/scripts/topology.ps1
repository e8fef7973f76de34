# The topology as the management store has it: pools, their services, SIP domains and simple URLs. Where the store cannot
# be reached (from an Edge Server never, without a second hop mostly not), the copy of it that every server keeps. It reads.
param($Ask, $Secrets)
function Get-CscertUrls {
    param($Configurations)
    foreach ($configuration in $Configurations) {
        foreach ($url in @(Get-CscertProperty -Object $configuration -Name 'SimpleUrl')) {
            if ($url -eq $null) { continue }
            $entries = @()
            foreach ($entry in @(Get-CscertProperty -Object $url -Name 'SimpleUrlEntry')) {
                if ($entry -ne $null) { $entries += Get-CscertText -Object $entry -Name 'Url' }
            }
            @{
                scope = Get-CscertText -Object $configuration -Name 'Identity'
                component = Get-CscertText -Object $url -Name 'Component'
                domain = Get-CscertText -Object $url -Name 'Domain'
                active = Get-CscertText -Object $url -Name 'ActiveUrl'
                entries = $entries
            }
        }
    }
}
function Get-CscertStoreTopology {
    $pools = @()
    foreach ($pool in @(Get-CsPool)) {
        $computers = @()
        foreach ($computer in @(Get-CscertProperty -Object $pool -Name 'Computers')) {
            if ($computer -ne $null) { $computers += [string]$computer }
        }
        $pools += @{ fqdn = Get-CscertText -Object $pool -Name 'Fqdn'; site = Get-CscertText -Object $pool -Name 'Site'; computers = $computers }
    }
    $services = @()
    foreach ($service in @(Get-CsService)) {
        $told = @{}
        foreach ($name in @('PoolFqdn', 'Role', 'Version', 'InternalFqdn', 'ExternalFqdn', 'AccessEdgeExternalFqdn', 'DataEdgeExternalFqdn', 'AVEdgeExternalFqdn', 'ExternalMrasFqdn', 'InternalInterfaceFqdn', 'RequiresReplication')) {
            $told[$name] = Get-CscertText -Object $service -Name $name
        }
        $services += $told
    }
    $domains = @()
    foreach ($domain in @(Get-CsSipDomain)) {
        $domains += @{ name = Get-CscertText -Object $domain -Name 'Identity'; isDefault = [bool](Get-CscertProperty -Object $domain -Name 'IsDefault') }
    }
    return @{ pools = $pools; services = $services; domains = $domains; urls = @(Get-CscertUrls -Configurations @(Get-CsSimpleUrlConfiguration)) }
}
Import-CscertModule
$answer = @{ store = $null; xml = $null; urls = $null; because = $null; version = $null }
try { $answer.store = Get-CscertStoreTopology }
catch {
    $because = $_
    try { $answer.xml = (Get-CsTopology -AsXml -LocalStore).ToString() }
    catch { throw $because }
    $answer.because = ConvertTo-CscertError -Record $because
    try { $answer.urls = @(Get-CscertUrls -Configurations @(Get-CsSimpleUrlConfiguration -LocalStore)) }
    catch { $answer.urls = $null }
}
try { $answer.version = [string](Get-CsServerVersion) }
catch { $answer.version = $null }
return $answer
