# Who needs which certificates (the cmdlets' help, -Type; Certificate requirements for internal servers; Certificate requirements for external user access), from the published topology.

$script:CsContractUsages = @{
  frontEnd           = 'Default', 'WebServicesInternal', 'WebServicesExternal', 'OAuthTokenIssuer'
  standardEdition    = 'Default', 'WebServicesInternal', 'WebServicesExternal', 'OAuthTokenIssuer'
  director           = 'Default', 'WebServicesInternal', 'WebServicesExternal', 'OAuthTokenIssuer'
  mediation          = , 'Default'
  persistentChat     = , 'Default'
  videoInterop       = , 'Default'
  survivableBranch   = , 'Default'
  trustedApplication = , 'Default'
  edge               = 'AccessEdgeExternal', 'DataEdgeExternal', 'AudioVideoAuthentication', 'Internal', 'External', 'XmppServer'
}

function Get-CsContractTopology { Read-CsContractJson (Get-CsContractForest 'topology.json') }

# The pool of a computer; $null when the topology does not know it.
function Find-CsContractPool([string] $Computer) {
  foreach ($pool in (Get-CsContractTopology).pools) {
    foreach ($member in $pool.computers) { if ($member -eq $Computer) { return $pool } }
  }
}

function Test-CsContractEdge {
  $pool = Find-CsContractPool (Get-CsContractName)
  $null -ne $pool -and $pool.role -eq 'edge'
}

# XMPP went with Skype for Business Server 2019.
function Test-CsContractUsage([string] $Usage, [string] $Computer) {
  $pool = Find-CsContractPool $Computer
  if ($null -eq $pool) { return $false }
  if ($Usage -eq 'XmppServer' -and (Get-CsContractServer).product -notin 'lync2013', 'sfb2015') { return $false }
  $Usage -in $script:CsContractUsages[[string] $pool.role]
}

function Assert-CsContractUsages($Cmdlet, [string[]] $Usages, [string] $Computer) {
  foreach ($usage in $Usages) {
    if (-not (Test-CsContractUsage $usage $Computer)) {
      Stop-CsContractCmdlet $Cmdlet 'ComputerNeedsNoCertificate' 'InvalidOperation' "The computer does not need a certificate of type $usage."
    }
  }
}
