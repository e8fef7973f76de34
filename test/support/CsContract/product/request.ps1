# Request-CsCertificate: -New, -List, -Retrieve, -Clear.

using namespace System.Security.Cryptography.X509Certificates

function Request-CsCertificate {
  [CmdletBinding(SupportsShouldProcess)]
  param(
    [Parameter(Mandatory, ParameterSetName = 'ByNew')] [switch] $New,
    [Parameter(Mandatory, ParameterSetName = 'ByList')] [switch] $List,
    [Parameter(Mandatory, ParameterSetName = 'ByRetrieve')] [switch] $Retrieve,
    [Parameter(Mandatory, ParameterSetName = 'ByClear')] [switch] $Clear,
    [Parameter(Mandatory, ParameterSetName = 'ByNew')]
    [ValidateScript({ Test-CsContractUsageName $_ }, ErrorMessage = 'There is no certificate type {0}.')]
    [string[]] $Type,
    [Parameter(ParameterSetName = 'ByNew')] [string] $CA,
    [Parameter(ParameterSetName = 'ByNew')] [string] $CaAccount,
    [Parameter(ParameterSetName = 'ByNew')] [string] $CaPassword,
    [Parameter(ParameterSetName = 'ByNew')] [string] $Template,
    [Parameter(ParameterSetName = 'ByNew')] [string] $FriendlyName,
    [Parameter(ParameterSetName = 'ByNew')] [ValidateSet(1024, 2048, 4096)] [int] $KeySize = 2048,
    [Parameter(ParameterSetName = 'ByNew')] [ValidateSet('RSA', 'ECDH_P256', 'ECDH_P384', 'ECDH_P521')] [string] $KeyAlg = 'RSA',
    [Parameter(ParameterSetName = 'ByNew')] [bool] $PrivateKeyExportable,
    [Parameter(ParameterSetName = 'ByNew')] [bool] $ClientEKU,
    [Parameter(ParameterSetName = 'ByNew')] [string] $DomainName,
    [Parameter(ParameterSetName = 'ByNew')] [switch] $AllSipDomain,
    [Parameter(ParameterSetName = 'ByNew')] [ValidatePattern('^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$')] [string] $ComputerFqdn,
    [Parameter(ParameterSetName = 'ByNew')] [ValidatePattern('^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$')] [string] $GlobalCatalog,
    [Parameter(ParameterSetName = 'ByNew')] [ValidatePattern('^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$')] [string] $GlobalSettingsDomainController,
    [Parameter(ParameterSetName = 'ByNew')] [string] $Organization,
    [Parameter(ParameterSetName = 'ByNew')] [string] $OU,
    [Parameter(ParameterSetName = 'ByNew')] [string] $City,
    [Parameter(ParameterSetName = 'ByNew')] [string] $State,
    [Parameter(ParameterSetName = 'ByNew')] [string] $Country,
    [Parameter(ParameterSetName = 'ByNew')] [string] $Output,
    [Parameter(ParameterSetName = 'ByList')]
    [Parameter(ParameterSetName = 'ByRetrieve')]
    [Parameter(ParameterSetName = 'ByClear')]
    [int] $RequestId,
    [switch] $Force, [string] $Report
  )
  Assert-CsContractSetup $PSCmdlet
  $only = if ($PSBoundParameters.ContainsKey('RequestId')) { $RequestId } else { $null }
  switch ($PSCmdlet.ParameterSetName) {
    'ByNew' {
      $usages = @(ConvertTo-CsContractUsage $Type)
      # -ComputerFqdn looks the computer up in the Central Management store, which an Edge Server cannot reach (Certificate requirements for external user access).
      if ($ComputerFqdn) { Assert-CsContractCms $PSCmdlet }
      $computer = if ($ComputerFqdn) { $ComputerFqdn } else { Get-CsContractName }
      Assert-CsContractUsages $PSCmdlet $usages $computer
      Assert-CsContractWay $PSCmdlet $PSBoundParameters
      if ($KeyAlg -ne 'RSA') { Stop-CsContractCmdlet $PSCmdlet 'BeyondContract' 'NotImplemented' "KeyAlg $KeyAlg is beyond this contract." }
      $wanted = Get-CsContractWanted $usages $computer $PSBoundParameters $KeySize
      if (-not $PSCmdlet.ShouldProcess($wanted.subject.Name, 'Request a certificate')) { return }
      if ($Output) { New-CsContractOffline $PSCmdlet $wanted $Output } else { New-CsContractOnline $PSCmdlet $wanted $usages $PSBoundParameters }
    }
    'ByList' { foreach ($one in Get-CsContractPending $only) { New-CsContractListed $one } }
    'ByRetrieve' { Receive-CsContractPending $PSCmdlet $only }
    'ByClear' { if ($PSCmdlet.ShouldProcess('pending requests', 'Clear')) { Clear-CsContractPending $PSCmdlet $only } }
  }
  Write-CsContractReport $Report 'Request-CsCertificate'
}

# Online to a CA, or offline into a file: one of them (Configure certificates for servers, step 4). An account needs its password.
function Assert-CsContractWay($Cmdlet, $Given) {
  if ($Given.ContainsKey('CA') -eq $Given.ContainsKey('Output')) {
    Stop-CsContractCmdlet $Cmdlet 'OneOfCaAndOutput' 'InvalidArgument' ([ArgumentException]::new('Specify either the CA parameter or the Output parameter.'))
  }
  if ($Given.ContainsKey('CaAccount') -ne $Given.ContainsKey('CaPassword')) {
    Stop-CsContractCmdlet $Cmdlet 'AccountWithoutPassword' 'InvalidArgument' ([ArgumentException]::new('Specify the CaAccount and the CaPassword parameters together.'))
  }
  if ($Given.ContainsKey('FriendlyName')) {
    try { Assert-CsContractFriendlyName 'My' '' $Given['FriendlyName'] } catch { Stop-CsContractCmdlet $Cmdlet 'FriendlyNameInUse' 'ResourceExists' $_.Exception }
  }
}

# The same shape as what an INF asks for. Hash, provider and usages cannot be chosen (Request-CsCertificate, help).
function Get-CsContractWanted([string[]] $Usages, [string] $Computer, $Given, [int] $KeySize) {
  $names = Get-CsContractNames $Usages $Computer $Given.ContainsKey('AllSipDomain') ([string] $Given['DomainName'])
  $builder = [X500DistinguishedNameBuilder]::new()
  # What is added first is shown first and encoded last.
  $builder.AddCommonName($names.common)
  if ($Given['OU']) { $builder.AddOrganizationalUnitName($Given['OU']) }
  if ($Given['Organization']) { $builder.AddOrganizationName($Given['Organization']) }
  if ($Given['City']) { $builder.AddLocalityName($Given['City']) }
  if ($Given['State']) { $builder.AddStateOrProvinceName($Given['State']) }
  if ($Given['Country']) { $builder.AddCountryOrRegion($Given['Country']) }
  $friendly = if ($Given['FriendlyName']) { $Given['FriendlyName'] } else { "$($Usages -join ', ') $([guid]::NewGuid().ToString('N').Substring(0, 8))" }
  $provider = Get-CsContractFault 'product' 'requestProvider'
  @{
    subject = $builder.Build(); machine = $true; exportable = [bool] $Given['PrivateKeyExportable']; keyLength = $KeySize
    provider = $(if ($provider) { $provider } else { $script:CsContractChannelProvider }); keySpec = 1; hash = 'sha256'; padding = 'Pkcs1'; keyUsage = 0xa0; friendlyName = $friendly
    extensions = @{ values = [ordered]@{ '2.5.29.17' = '{text}' + (($names.all | ForEach-Object { "dns=$_" }) -join '&') }; critical = @() }
    purposes = @('1.3.6.1.5.5.7.3.1') + @(if ($Given['ClientEKU']) { '1.3.6.1.5.5.7.3.2' })
    template = if ($Given['Template']) { $Given['Template'] } else { 'WebServer' }
  }
}

function New-CsContractOffline($Cmdlet, [hashtable] $Wanted, [string] $Output) {
  $Wanted.template = $null
  [IO.File]::WriteAllText($Output, (ConvertTo-CsContractPem (New-CsContractRequest $Wanted 'Machine') 'NEW CERTIFICATE REQUEST'))
  # Its thumbprint is not told: scripts of the field compare the store before and after.
  New-CsContractStatus 'Offline' $null $null
}

# Scripts of the field read Thumbprint and RequestStatus of it; the help says nothing: {"product": {"requests": "documented"}} leaves the number out.
function New-CsContractStatus([string] $Status, [string] $Thumbprint, $RequestId) {
  $shape = [ordered]@{ PSTypeName = 'Microsoft.Rtc.Management.Deployment.CertificateReference' }
  $shape.Thumbprint = if ($Thumbprint) { $Thumbprint } else { $null }
  $shape.RequestStatus = $Status
  if ((Get-CsContractFault 'product' 'requests') -ne 'documented') { $shape.RequestId = $RequestId }
  [pscustomobject] $shape
}

# With the credentials of the person who is logged on, or the alternate ones, which need no second hop.
function New-CsContractOnline($Cmdlet, [hashtable] $Wanted, [string[]] $Usages, $Given) {
  $ca = Find-CsContractCa $Given['CA']
  if ($null -eq $ca -or (Get-CsContractFault 'ca' 'unreachable')) { Stop-CsContractUncontacted $Cmdlet $Given['CA'] 0x800706ba }
  $caller = Get-CsContractRequester $Cmdlet $ca $Given
  $csr = New-CsContractRequest $Wanted 'Machine'
  $request = Submit-CsContractRequest $ca $csr '' $caller
  $spki = Get-CsContractSpki (Read-CsContractRequest $csr).PublicKey
  if ($request.disposition -eq 'denied') {
    Remove-CsContractWaiting $spki
    Stop-CsContractCmdlet $Cmdlet 'RequestDenied' 'PermissionDenied' (New-CsContractCertificateError "The certificate request was denied. $($request.message)")
  }
  if ($request.disposition -eq 'pending') {
    Write-CsContractJson (Get-CsContractPendingPath $request.id) ([ordered]@{ id = $request.id; ca = $ca.config; usages = $Usages; spki = $spki; friendlyName = $Wanted.friendlyName })
    return New-CsContractStatus 'Pending' $null $request.id
  }
  New-CsContractStatus 'Issued' (Install-CsContractIssued $Cmdlet $ca $request $spki) $request.id
}

# The number of COM, which the enrolment speaks, is inside; {"product": {"errors": "bare"}} is a version that keeps it to itself.
function Stop-CsContractUncontacted($Cmdlet, [string] $Config, [int] $HResult) {
  Stop-CsContractCmdlet $Cmdlet 'CannotContactCa' 'ConnectionError' (New-CsContractCertificateError "Unable to contact certification authority $Config." $HResult)
}

function Get-CsContractRequester($Cmdlet, $Ca, $Given) {
  if (-not $Given.ContainsKey('CaAccount')) {
    $server = Get-CsContractServer
    if (-not $server.joined -or -not $server.session.secondHop) { Stop-CsContractUncontacted $Cmdlet $Given['CA'] 0x80070005 }
    return @{ account = $server.session.user; groups = @('Authenticated Users', 'Domain Users') + @($server.session.groups | Where-Object { $_ }) }
  }
  foreach ($account in $Ca.accounts) {
    if ($account.name -eq $Given['CaAccount'] -and $account.password -ceq $Given['CaPassword']) {
      return @{ account = $account.name; groups = @('Authenticated Users', 'Domain Users') + @($account.groups) }
    }
  }
  Stop-CsContractCmdlet $Cmdlet 'WrongCredentials' 'AuthenticationError' (New-CsContractCertificateError 'The user name or password is incorrect.' 0x8007052e)
}

# What came back is joined with its key, whatever the chain is worth: the wizard then shows it as not valid (Configure certificates for servers, step 16).
function Install-CsContractIssued($Cmdlet, $Ca, $Request, [string] $Spki) {
  $entry = Find-CsContractEntryOfKey 'REQUEST' $Spki
  if ($null -eq $entry) { Stop-CsContractCmdlet $Cmdlet 'RequestMissing' 'ObjectNotFound' (New-CsContractCryptoError 0x80092004) }
  $leaf = Get-CsContractCertificate ([Convert]::FromBase64String($Request.certificate))
  $chain = @(Get-CsContractCaChain $Ca)
  Import-CsContractOthers (@($leaf) + $chain) $leaf
  $null = Add-CsContractEntry 'My' $leaf.RawData $entry.container $entry.friendlyName
  Remove-CsContractEntry 'REQUEST' $entry.thumbprint
  if ((Get-CsContractChainError $leaf $chain) -ne 0) {
    $Cmdlet.WriteWarning('The certificate chain could not be verified on this computer.')
  }
  $leaf.Thumbprint
}
