# Replication of the Central Management store (Assigning a server-to-server authentication certificate; the cmdlets' help).

# What is published reaches a server by itself; here it does when anybody looks. {"replication": "late"} holds it up.
function Sync-CsContractReplicas([string] $Only) {
  foreach ($pool in (Get-CsContractTopology).pools) {
    foreach ($computer in $pool.computers) {
      if (-not $Only -or $computer -eq $Only) { Invoke-CsContractAs $computer { Sync-CsContractReplica } }
    }
  }
}

# ReplicaState of every replica, or of one. Edge Servers are replicas too.
function Get-CsManagementStoreReplicationStatus {
  [CmdletBinding()]
  param(
    [Parameter(Position = 0, ValueFromPipelineByPropertyName)] [string] $ReplicaFqdn,
    [Parameter(ValueFromPipelineByPropertyName)] [switch] $CentralManagementStoreStatus
  )
  process {
    Assert-CsContractCms $PSCmdlet
    $cms = Get-CsContractCms
    if ($CentralManagementStoreStatus) { return New-CsContractStoreStatus $cms }
    Sync-CsContractReplicas $ReplicaFqdn
    $found = $false
    foreach ($pool in (Get-CsContractTopology).pools) {
      foreach ($computer in $pool.computers) {
        if ($ReplicaFqdn -and $computer -ne $ReplicaFqdn) { continue }
        $found = $true
        New-CsContractReplicaState $cms $computer
      }
    }
    if ($ReplicaFqdn -and -not $found) {
      Stop-CsContractCmdlet $PSCmdlet 'ReplicaNotFound' 'ObjectNotFound' "There is no replica $ReplicaFqdn."
    }
  }
}

function New-CsContractReplicaState($Cms, [string] $Computer) {
  $replica = Get-CsContractReplica $Computer
  $topology = Get-CsContractTopology
  $published = [datetime] '2026-01-01T00:00:00Z'
  [pscustomobject] [ordered]@{
    PSTypeName         = 'Microsoft.Rtc.Management.Xds.ReplicaState'
    UpToDate           = $replica.version -ge $Cms.version
    ReplicaFqdn        = $Computer
    LastStatusReport   = $(if ($replica.arrived) { (ConvertFrom-CsContractUtc $replica.arrived).ToLocalTime() } else { $published })
    LastUpdateCreation = $(if ($Cms.changed) { (ConvertFrom-CsContractUtc $Cms.changed).ToLocalTime() } else { $published })
    ProductVersion     = Get-CsContractProductVersion $topology.product
  }
}

function New-CsContractStoreStatus($Cms) {
  $topology = Get-CsContractTopology
  $master = @(@($topology.pools | Where-Object { $_.role -ne 'edge' })[0].computers)[0]
  [pscustomobject] [ordered]@{
    PSTypeName = 'Microsoft.Rtc.Management.Xds.CentralManagementStoreStatusResult'
    ActiveMasterFqdn = $master; ActiveFileTransferAgentFqdn = $master
    LastUpdateCreation = $(if ($Cms.changed) { (ConvertFrom-CsContractUtc $Cms.changed).ToLocalTime() } else { [datetime]::MinValue })
    ActiveReplicas = @($topology.pools | ForEach-Object { $_.computers }); DeletedReplicas = @()
  }
}

# Forces a complete replication; there may be some minutes until it is there.
function Invoke-CsManagementStoreReplication {
  [CmdletBinding()]
  param([Parameter(Position = 0, ValueFromPipelineByPropertyName)] [string] $ReplicaFqdn, [switch] $Force)
  process {
    Assert-CsContractCms $PSCmdlet
    Sync-CsContractReplicas $ReplicaFqdn
  }
}
