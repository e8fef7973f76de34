# Whether what is global has arrived on each server. It asks the management store, so it is a verb of its own.
param($Ask, $Secrets)
Import-CscertModule
$replicas = @()
foreach ($status in @(Get-CsManagementStoreReplicationStatus)) {
    $replicas += @{
        server = [string](Get-CscertProperty -Object $status -Name 'ReplicaFqdn')
        upToDate = [bool](Get-CscertProperty -Object $status -Name 'UpToDate')
        lastReport = ConvertTo-CscertTime -Value (Get-CscertProperty -Object $status -Name 'LastStatusReport')
    }
}
return @{ replicas = $replicas }
