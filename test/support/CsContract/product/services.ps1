# Windows services of the product: Get-, Stop- and Start-CsWindowsService (their help).
# There is no Restart-CsWindowsService. State in <server>/services.json; a start serves what is assigned by then.

$script:CsContractServices = @{
  frontEnd = 'REPLICA', 'RTCCLSAGT', 'RTCATS', 'RTCDATAMCU', 'RTCIMMCU', 'RTCAVMCU', 'RTCASMCU', 'RTCMEETINGMCU', 'RTCSRV'
  standardEdition = 'REPLICA', 'RTCCLSAGT', 'RTCATS', 'RTCDATAMCU', 'RTCIMMCU', 'RTCAVMCU', 'RTCASMCU', 'RTCMEETINGMCU', 'RTCSRV'
  director = 'REPLICA', 'RTCCLSAGT', 'RTCSRV'; mediation = 'REPLICA', 'RTCCLSAGT', 'RTCMEDSRV'
  edge = 'REPLICA', 'RTCCLSAGT', 'RTCSRV', 'RTCDATAPROXY', 'RTCMEDIARELAY', 'RTCMRAUTH'
  persistentChat = 'REPLICA', 'RTCCLSAGT', 'RTCCHAT'; videoInterop = 'REPLICA', 'RTCCLSAGT', 'RTCVIDEOINTEROP'
  survivableBranch = 'REPLICA', 'RTCCLSAGT', 'RTCSRV', 'RTCMEDSRV'; trustedApplication = 'REPLICA', 'RTCCLSAGT'
}

function Get-CsContractServiceStates {
  $pool = Find-CsContractPool (Get-CsContractName)
  $states = Read-CsContractJson ([IO.Path]::Combine((Get-CsContractFolder), 'services.json'))
  $all = [ordered]@{}
  foreach ($name in $script:CsContractServices[[string] $pool.role]) {
    $all[$name] = if ($null -ne $states -and $states.Contains($name)) { $states[$name] } else { 'Running' }
  }
  $all
}

# One service by its exact name, or all.
function Select-CsContractServices($Cmdlet, [string] $Name) {
  $all = @((Get-CsContractServiceStates).Keys)
  if (-not $Name) { return $all }
  foreach ($one in $all) { if ($one -eq $Name) { return $one } }
  Stop-CsContractCmdlet $Cmdlet 'ServiceNotFound' 'ObjectNotFound' "The service '$Name' is no service of the product on this computer."
}

# Another computer is reached only with rights there, and with a ticket that may travel.
function Invoke-CsContractOn($Cmdlet, [string] $Computer, [scriptblock] $Body) {
  if (-not $Computer -or $Computer -eq (Get-CsContractName)) { return & $Body }
  $server = Get-CsContractServer
  if (-not $server.joined -or -not $server.session.secondHop -or $null -eq (Find-CsContractPool $Computer)) {
    Stop-CsContractCmdlet $Cmdlet 'ComputerNotReached' 'ConnectionError' "Cannot open the Service Control Manager on the computer '$Computer'."
  }
  Invoke-CsContractAs $Computer $Body
}

function Get-CsWindowsService {
  [CmdletBinding()]
  param([Parameter(Position = 0)] [string] $Name, [string] $ComputerName, [switch] $ExcludeActivityLevel, [string] $Report)
  $cmdlet = $PSCmdlet
  Invoke-CsContractOn $cmdlet $ComputerName {
    $states = Get-CsContractServiceStates
    foreach ($one in Select-CsContractServices $cmdlet $Name) {
      [pscustomobject] [ordered]@{
        PSTypeName = 'Microsoft.Rtc.Management.Deployment.Core.NTService'; Status = $states[$one]; Name = $one; DisplayName = "Service $one"
        ActivityLevel = $(if ($ExcludeActivityLevel) { $null } else { '0' }); RoleName = @()
      }
    }
  }
}

function Set-CsContractServices([string[]] $Names, [string] $State) {
  $states = Get-CsContractServiceStates
  foreach ($name in $Names) { $states[$name] = $State }
  Write-CsContractJson ([IO.Path]::Combine((Get-CsContractFolder), 'services.json')) $states
  if ($State -eq 'Running') { Update-CsContractServed @((Get-CsContractAssigned).Keys) $true }
}

function Stop-CsWindowsService {
  [CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'Name')]
  param(
    [Parameter(Position = 0, ParameterSetName = 'Name')] [string] $Name, [Parameter(ParameterSetName = 'Name')] [string] $ComputerName,
    [Parameter(ParameterSetName = 'InputObject', ValueFromPipeline)] $InputObject,
    [switch] $Graceful, [switch] $NoWait, [switch] $Force, [string] $Report, [switch] $LeaveClsAgentRunning, [switch] $LeaveWebServerRunning
  )
  process {
    Assert-CsContractAdministrator $PSCmdlet
    $cmdlet = $PSCmdlet
    if ($null -ne $InputObject) { $Name = $InputObject.Name }
    Invoke-CsContractOn $cmdlet $ComputerName {
      $names = @(Select-CsContractServices $cmdlet $Name | Where-Object { -not $LeaveClsAgentRunning -or $_ -ne 'RTCCLSAGT' })
      # {"services": {"stuck": true}}: the last one does not stop; by then those before it have.
      if (Get-CsContractFault 'services' 'stuck') {
        Set-CsContractServices @($names | Where-Object { $_ -ne $names[-1] }) 'Stopped'
        Stop-CsContractCmdlet $cmdlet 'ServiceDidNotStop' 'OperationTimeout' ([TimeoutException]::new("The service $($names[-1]) did not stop in time."))
      }
      if ($cmdlet.ShouldProcess($names -join ', ', 'Stop')) { Set-CsContractServices $names 'Stopped' }
    }
  }
}

function Start-CsWindowsService {
  [CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'Name')]
  param(
    [Parameter(Position = 0, ParameterSetName = 'Name')] [string] $Name, [Parameter(ParameterSetName = 'Name')] [string] $ComputerName,
    [Parameter(ParameterSetName = 'InputObject', ValueFromPipeline)] $InputObject,
    [switch] $NoWait, [switch] $Force, [string] $Report
  )
  process {
    Assert-CsContractAdministrator $PSCmdlet
    $cmdlet = $PSCmdlet
    if ($null -ne $InputObject) { $Name = $InputObject.Name }
    Invoke-CsContractOn $cmdlet $ComputerName {
      $names = @(Select-CsContractServices $cmdlet $Name)
      # {"services": {"dead": true}}: none starts.
      if (Get-CsContractFault 'services' 'dead') {
        Stop-CsContractCmdlet $cmdlet 'ServiceDidNotStart' 'OperationTimeout' ([TimeoutException]::new("The service $($names[0]) did not start in time."))
      }
      if ($cmdlet.ShouldProcess($names -join ', ', 'Start')) { Set-CsContractServices $names 'Running' }
    }
  }
}
