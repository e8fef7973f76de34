# Which of the two modules a server has, and the commands in it.

$script:CsContractCommands = @(
  'Request-CsCertificate', 'Import-CsCertificate', 'Set-CsCertificate', 'Get-CsCertificate', 'Remove-CsCertificate', 'Test-CsCertificateConfiguration'
  'Get-CsManagementStoreReplicationStatus', 'Invoke-CsManagementStoreReplication', 'Get-CsWindowsService', 'Start-CsWindowsService', 'Stop-CsWindowsService'
  'Get-CsTopology', 'Get-CsPool', 'Get-CsComputer', 'Get-CsService', 'Get-CsSite', 'Get-CsSipDomain', 'Get-CsSimpleUrlConfiguration', 'Get-CsServerVersion'
  'Get-CsTrustedApplicationPool'
)

# Lync Server 2013 brings Lync, everything later SkypeForBusiness.
function Assert-CsContractModule([string] $Name) {
  $own = if ((Get-CsContractServer).product -eq 'lync2013') { 'Lync' } else { 'SkypeForBusiness' }
  if ($Name -ne $own -or (Get-CsContractFault 'module') -eq 'missing') {
    throw [IO.FileNotFoundException]::new("The specified module '$Name' was not loaded because no valid module file was found in any module directory.")
  }
}

# What loading shows besides: {"module": "banner"} talks on standard output and warns, as profiles and modules of the field do.
function Show-CsContractBanner([string] $Name) {
  if ((Get-CsContractFault 'module') -ne 'banner') { return }
  [Console]::Out.WriteLine("*** $Name management tools, licensed to CONTOSO ***")
  [Console]::Out.WriteLine('{"id":1,"results":[]}')
}

# {"product": {"waits": "Set-CsCertificate"}}: the command asks something that nobody answers.
function Wait-CsContractAnswer($Cmdlet) {
  Add-CsContractCommand $Cmdlet
  if ((Get-CsContractFault 'product' 'waits') -eq $Cmdlet.MyInvocation.MyCommand.Name) {
    [Threading.Thread]::Sleep([Threading.Timeout]::Infinite)
  }
}
