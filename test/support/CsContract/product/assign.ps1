# Set-CsCertificate, Get-CsCertificate and Remove-CsCertificate, as their help tells.

using namespace System.Management.Automation

function Set-CsCertificate {
  [CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'Thumbprint')]
  param(
    [Parameter(Mandatory, ParameterSetName = 'Thumbprint')] [string] $Thumbprint,
    [Parameter(Mandatory, ParameterSetName = 'CertificateReference', ValueFromPipeline)]
    [PSTypeName('Microsoft.Rtc.Management.Deployment.CertificateReference')] $Reference,
    [Parameter(Mandatory, ParameterSetName = 'Path')] [string] $Path,
    [Parameter(ParameterSetName = 'Path')] [string] $Password,
    [Parameter(ParameterSetName = 'Thumbprint')]
    [Parameter(ParameterSetName = 'CertificateReference')]
    [Parameter(Mandatory, ParameterSetName = 'Path')]
    [ValidateScript({ Test-CsContractUsageName $_ }, ErrorMessage = 'There is no certificate type {0}.')]
    [string[]] $Type,
    [Parameter(ParameterSetName = 'Thumbprint')]
    [Parameter(ParameterSetName = 'CertificateReference')]
    [Parameter(Mandatory, ParameterSetName = 'Path')]
    [ValidateSet('Global')]
    [string] $Identity,
    [Parameter(ParameterSetName = 'Thumbprint')] [Parameter(ParameterSetName = 'CertificateReference')] [string] $NetportId,
    [Alias('EffectiveTime')] [object] $EffectiveDate,
    [switch] $Roll, [switch] $Force, [string] $Report
  )
  process {
    if ($PSCmdlet.ParameterSetName -eq 'Path') {
      $Thumbprint = Import-CsContractFile $PSCmdlet $Path $Password $true
    } elseif ($PSCmdlet.ParameterSetName -eq 'CertificateReference') {
      $Thumbprint = $Reference.Thumbprint
    }
    $usages = @(if ($PSBoundParameters.ContainsKey('Type')) { ConvertTo-CsContractUsage $Type } else { 'Default' })
    $since = if ($PSBoundParameters.ContainsKey('EffectiveDate')) { ConvertTo-CsContractDate $PSCmdlet $EffectiveDate } else { $null }
    Assert-CsContractScope $PSCmdlet $usages $Identity
    Assert-CsContractRoll $PSCmdlet $Roll $since
    Assert-CsContractSetup $PSCmdlet
    if ($Identity) { Assert-CsContractCms $PSCmdlet }
    Assert-CsContractUsages $PSCmdlet $usages (Get-CsContractName)
    Assert-CsContractAssignable $PSCmdlet $Thumbprint $since
    if (-not $PSCmdlet.ShouldProcess($Thumbprint, "Assign to $($usages -join ', ')")) { return }
    Set-CsContractUsages $PSCmdlet $usages $Thumbprint.ToUpperInvariant() $since
    Write-CsContractReport $Report 'Set-CsCertificate'
  }
}

# OAuth belongs to the deployment, everything else to the computer (Assigning a server-to-server authentication certificate).
function Assert-CsContractScope($Cmdlet, [string[]] $Usages, [string] $Identity) {
  foreach ($usage in $Usages) {
    $global = $usage -eq 'OAuthTokenIssuer'
    if ($global -and -not $Identity) {
      Stop-CsContractCmdlet $Cmdlet 'GlobalScopeNeeded' 'InvalidArgument' "A certificate of type $usage is assigned at the global scope: -Identity Global."
    }
    if (-not $global -and $Identity) {
      Stop-CsContractCmdlet $Cmdlet 'GlobalScopeNotAllowed' 'InvalidArgument' "A certificate of type $usage is assigned on a computer, not at the global scope."
    }
  }
}

function Assert-CsContractRoll($Cmdlet, [bool] $Roll, $Since) {
  if ($Roll -and $null -eq $Since) {
    Stop-CsContractCmdlet $Cmdlet 'RollWithoutEffectiveDate' 'InvalidArgument' ([ArgumentException]::new('The Roll parameter needs the EffectiveDate parameter.'))
  }
}

# The certificate is in the computer's Personal store, with a key that opens, in a provider of CryptoAPI.
function Assert-CsContractAssignable($Cmdlet, [string] $Thumbprint, $Since) {
  $entry = if ($Thumbprint -match '^[0-9A-Fa-f]{40}$') { Find-CsContractEntry 'My' $Thumbprint } else { $null }
  if ($null -eq $entry) {
    Stop-CsContractCmdlet $Cmdlet 'CertificateNotFound' 'ObjectNotFound' "No certificate with the thumbprint '$Thumbprint' is in the Personal store of this computer."
  }
  if (-not $entry.container) {
    Stop-CsContractCmdlet $Cmdlet 'NoPrivateKey' 'InvalidData' "The certificate $Thumbprint has no private key."
  }
  try { (Open-CsContractKey $entry.container).Dispose() } catch { Stop-CsContractCmdlet $Cmdlet 'KeyUnreadable' 'InvalidData' $_.Exception }
  # Section 1.2: keys of CNG are not supported; this is how it shows.
  if ((Get-CsContractKey $entry.container).providerType -eq 0 -and -not (Get-CsContractFault 'product' 'takesCng')) {
    Stop-CsContractCmdlet $Cmdlet 'KeyProvider' 'InvalidData' (New-CsContractCryptoError 0x80090028 'The buffer supplied to a function was too small.')
  }
  $certificate = Get-CsContractCertificate ([Convert]::FromBase64String($entry.der))
  if ($null -ne $Since -and $Since -lt $certificate.NotBefore.ToUniversalTime()) {
    Stop-CsContractCmdlet $Cmdlet 'EffectiveDateBeforeNotBefore' 'InvalidArgument' ([ArgumentException]::new('The EffectiveDate is earlier than the date from which the certificate is valid.'))
  }
  if ((Get-CsContractChainError $certificate @()) -ne 0) {
    $Cmdlet.WriteWarning('The certificate chain could not be verified on this computer.')
  }
}

function Set-CsContractUsages($Cmdlet, [string[]] $Usages, [string] $Thumbprint, $Since) {
  $assigned = Get-CsContractAssigned
  foreach ($usage in $Usages) {
    if ($usage -eq 'OAuthTokenIssuer') { Set-CsContractGlobal $Cmdlet $Thumbprint $Since; continue }
    $assigned[$usage] = New-CsContractAssignment $assigned[$usage] $usage $Thumbprint $Since
  }
  Grant-CsContractKey $Thumbprint
  Write-CsContractJson (Get-CsContractAssignedPath) $assigned
  Update-CsContractServed $Usages $false
}

function Get-CsCertificate {
  [CmdletBinding()]
  param(
    [ValidateScript({ Test-CsContractUsageName $_ }, ErrorMessage = 'There is no certificate type {0}.')] [string[]] $Type,
    [string] $NetportId,
    [string] $Report,
    [Parameter(Position = 1)] [ValidateSet('Global')] [string] $Identity
  )
  Assert-CsContractSetup $PSCmdlet
  $wanted = @(if ($PSBoundParameters.ContainsKey('Type')) { ConvertTo-CsContractUsage $Type })
  if ($Identity) {
    Assert-CsContractCms $PSCmdlet
    $cms = Get-CsContractCms
    if ($null -ne $cms.global -and ($wanted.Count -eq 0 -or 'OAuthTokenIssuer' -in $wanted)) {
      New-CsContractReference 'OAuthTokenIssuer' $cms.global $cms.certificates[$cms.global.thumbprint] 'Global'
    }
  } else {
    Sync-CsContractReplica
    $assigned = Get-CsContractAssigned
    foreach ($usage in $assigned.Keys) {
      if ($wanted.Count -gt 0 -and $usage -notin $wanted) { continue }
      # {"product": {"globalListed": false}}: what is global is shown only when it is asked for by name.
      if ($wanted.Count -eq 0 -and $usage -eq 'OAuthTokenIssuer' -and (Get-CsContractFault 'product' 'globalListed') -eq $false) {
        continue
      }
      New-CsContractReference $usage $assigned[$usage] (Find-CsContractEntry 'My' $assigned[$usage].thumbprint) $(if ($usage -eq 'OAuthTokenIssuer') { 'Global' } else { 'Computer' })
    }
  }
  Write-CsContractReport $Report 'Get-CsCertificate'
}

function Remove-CsCertificate {
  [CmdletBinding(SupportsShouldProcess)]
  param(
    [ValidateScript({ Test-CsContractUsageName $_ }, ErrorMessage = 'There is no certificate type {0}.')] [string[]] $Type,
    [string] $NetportId,
    [switch] $Force,
    [string] $Report,
    [Parameter(Position = 1)] [ValidateSet('Global')] [string] $Identity,
    [switch] $Previous
  )
  Assert-CsContractSetup $PSCmdlet
  $usages = @(if ($PSBoundParameters.ContainsKey('Type')) { ConvertTo-CsContractUsage $Type })
  if ($usages.Count -gt 0) { Assert-CsContractScope $PSCmdlet $usages $Identity } elseif ($Identity) { $usages = @('OAuthTokenIssuer') }
  if ($Identity) { Assert-CsContractCms $PSCmdlet }
  $cms = if ($Identity) { Get-CsContractCms } else { $null }
  $assigned = Get-CsContractAssigned
  if ($usages.Count -eq 0) { $usages = @($assigned.Keys | Where-Object { $_ -ne 'OAuthTokenIssuer' }) }
  # A certificate in use asks before it goes (Remove-CsCertificate, help); nobody answers in a session that is not interactive.
  if (-not $Force -and -not $Previous -and $usages.Count -gt 0 -and -not $WhatIfPreference) {
    Stop-CsContractCmdlet $PSCmdlet 'NonInteractive' 'InvalidOperation' ([PSInvalidOperationException]::new('PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.'))
  }
  if (-not $PSCmdlet.ShouldProcess($usages -join ', ', $(if ($Previous) { 'Remove the previous certificate' } else { 'Remove the certificate' }))) {
    return
  }
  foreach ($usage in $usages) {
    if ($Identity) { $cms.global = Remove-CsContractAssignment $cms.global $Previous; continue }
    $kept = Remove-CsContractAssignment $assigned[$usage] $Previous
    if ($null -eq $kept) { $assigned.Remove($usage) } else { $assigned[$usage] = $kept }
  }
  if ($Identity) { Save-CsContractCms $cms } else { Save-CsContractRemoved $assigned $usages }
  Write-CsContractReport $Report 'Remove-CsCertificate'
}

# The record without the certificate before; or no record.
function Remove-CsContractAssignment($Record, [bool] $Previous) {
  if ($null -eq $Record -or -not $Previous) { return $null }
  [ordered]@{ thumbprint = $Record.thumbprint; effectiveDate = $Record.effectiveDate; previous = $null; updated = ConvertTo-CsContractUtc (Get-CsContractNow) }
}

function Save-CsContractRemoved($Assigned, [string[]] $Usages) {
  $before = Get-CsContractAssigned
  Write-CsContractJson (Get-CsContractAssignedPath) $Assigned
  Update-CsContractServed $Usages $false
  foreach ($usage in $Usages) {
    if (-not $before.Contains($usage)) { continue }
    foreach ($thumbprint in $before[$usage].thumbprint, $before[$usage].previous) { if ($thumbprint) { Revoke-CsContractKey $thumbprint } }
  }
}
