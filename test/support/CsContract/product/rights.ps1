# Who may do what: local administrators, RTCUniversalServerAdmins, and a way to the Central Management store.

function Assert-CsContractAdministrator($Cmdlet) {
  Wait-CsContractAnswer $Cmdlet
  if (-not (Get-CsContractServer).session.elevated) {
    Stop-CsContractCmdlet $Cmdlet 'NotAdministrator' 'PermissionDenied' ([UnauthorizedAccessException]::new('You must be a member of the local Administrators group, in an elevated session, to run this command.'))
  }
}

# Certificates of the computer: local administrator, and on domain members RTCUniversalServerAdmins (Configure certificates for servers; Set-CsCertificate, help; Get-CsCertificate, help).
function Assert-CsContractSetup($Cmdlet) {
  Assert-CsContractAdministrator $Cmdlet
  $server = Get-CsContractServer
  if ($server.joined -and 'RTCUniversalServerAdmins' -notin @($server.session.groups)) {
    Stop-CsContractCmdlet $Cmdlet 'NotServerAdmin' 'PermissionDenied' ([UnauthorizedAccessException]::new('You are not a member of RTCUniversalServerAdmins, and no setup permission was delegated to you.'))
  }
}

# The Central Management store: out of reach on an Edge Server, which has a read-only replica and no Active Directory (Certificate requirements for external user access; help of Get-CsTopology and its sisters),
# and for a session that cannot make the second hop.
function Assert-CsContractCms($Cmdlet) {
  Wait-CsContractAnswer $Cmdlet
  $server = Get-CsContractServer
  if (-not $server.joined -or (Test-CsContractEdge) -or -not $server.session.secondHop -or (Get-CsContractFault 'cms' 'unreachable')) {
    Stop-CsContractCmdlet $Cmdlet 'CentralMgmtStoreInaccessible' 'ResourceUnavailable' ([ArgumentException]::new('Cannot connect to the Central Management store.'))
  }
  if ('RTCUniversalServerAdmins' -notin @($server.session.groups) -and 'RTCUniversalReadOnlyAdmins' -notin @($server.session.groups)) {
    Stop-CsContractCmdlet $Cmdlet 'CentralMgmtStoreDenied' 'PermissionDenied' ([UnauthorizedAccessException]::new('You have no permission to read the Central Management store.'))
  }
}
