# Requests that Request-CsCertificate made and whose answer it waits for: <server>/Pending/<request id>.json. It knows no others.

using namespace System.Reflection
using namespace System.Reflection.Emit

function Get-CsContractPendingPath([int] $Id) { [IO.Path]::Combine((Get-CsContractFolder), 'Pending', "$Id.json") }

# All of them or the one that is asked for, each with what the CA says of it.
function Get-CsContractPending($Only) {
  foreach ($path in Get-CsContractJsonFiles ([IO.Path]::Combine((Get-CsContractFolder), 'Pending'))) {
    $one = Read-CsContractJson $path
    if ($null -ne $Only -and $one.id -ne $Only) { continue }
    $one.request = Get-CsContractCaRequest (Get-CsContractCa $one.ca) $one.id
    $one
  }
}

function New-CsContractListed($One) {
  $shape = [ordered]@{ PSTypeName = 'Microsoft.Rtc.Management.Deployment.CertificateRequest' }
  $shape.RequestId = $One.id
  $shape.CertificateUses = @($One.usages)
  # Scripts of the field read the two above: {"product": {"requests": "documented"}} leaves the others out.
  if ((Get-CsContractFault 'product' 'requests') -ne 'documented') {
    $shape.RequestStatus = ConvertTo-CsContractStatus $One.request.disposition
    $shape.FriendlyName = $One.friendlyName
    $shape.CA = $One.ca
  }
  [pscustomobject] $shape
}

function ConvertTo-CsContractStatus([string] $Word) { $Word.Substring(0, 1).ToUpperInvariant() + $Word.Substring(1) }

# "Currently the cmdlet only supports these request types: Issued, Denied and Pending": a revoked one stops it until it is cleared.
function Receive-CsContractPending($Cmdlet, $Only) {
  $all = @(Get-CsContractPending $Only)
  if ($null -ne $Only -and $all.Count -eq 0) {
    Stop-CsContractCmdlet $Cmdlet 'RequestNotFound' 'ObjectNotFound' "There is no request $Only that Request-CsCertificate made on this computer."
  }
  # It takes no -CaAccount, so the person asks.
  $server = Get-CsContractServer
  foreach ($one in $all) { if (-not $server.joined -or -not $server.session.secondHop) { Stop-CsContractUncontacted $Cmdlet $one.ca 0x80070005 } }
  foreach ($one in $all) {
    if ($one.request.disposition -eq 'revoked') {
      Stop-CsContractCmdlet $Cmdlet 'RequestStatusNotSupported' 'InvalidData' (New-CsContractCertificateError "The status of the request $($one.id) is not supported: Revoked.")
    }
  }
  foreach ($one in $all) {
    if ($one.request.disposition -eq 'issued') {
      $thumbprint = Install-CsContractIssued $Cmdlet (Get-CsContractCa $one.ca) $one.request $one.spki
      Remove-CsContractFile (Get-CsContractPendingPath $one.id)
      New-CsContractStatus 'Issued' $thumbprint $one.id
    } else {
      New-CsContractStatus (ConvertTo-CsContractStatus $one.request.disposition) $null $one.id
    }
  }
}

# Forgets a request, and the key that waited for its answer.
function Clear-CsContractPending($Cmdlet, $Only) {
  $all = @(Get-CsContractPending $Only)
  if ($null -ne $Only -and $all.Count -eq 0) {
    Stop-CsContractCmdlet $Cmdlet 'RequestNotFound' 'ObjectNotFound' "There is no request $Only that Request-CsCertificate made on this computer."
  }
  foreach ($one in $all) {
    Remove-CsContractWaiting $one.spki
    Remove-CsContractFile (Get-CsContractPendingPath $one.id)
  }
}

function Remove-CsContractWaiting([string] $Spki) {
  $entry = Find-CsContractEntryOfKey 'REQUEST' $Spki
  if ($null -eq $entry) { return }
  Remove-CsContractEntry 'REQUEST' $entry.thumbprint
  Remove-CsContractKey $entry.container
}

# Microsoft.Rtc.Management.Common.Certificates.CertificateException (Request-CsCertificate, help), a type that only the product has: made when first needed.
function New-CsContractCertificateError([string] $Message, [int] $HResult = 0) {
  $name = 'Microsoft.Rtc.Management.Common.Certificates.CertificateException'
  $type = $name -as [type]
  if ($null -eq $type) { $type = Add-CsContractExceptionType $name }
  $inner = $null
  if ($HResult -ne 0 -and (Get-CsContractFault 'product' 'errors') -ne 'bare') {
    $inner = [Runtime.InteropServices.COMException]::new("CCertRequest::Submit: $(Get-CsContractText $HResult) 0x$($HResult.ToString('x8'))", $HResult)
  }
  [Activator]::CreateInstance($type, [object[]] @($Message, $inner))
}

function Add-CsContractExceptionType([string] $Name) {
  if ($null -ne $script:CsContractExceptionType) { return $script:CsContractExceptionType }
  $assembly = [AssemblyBuilder]::DefineDynamicAssembly([AssemblyName]::new('CsContract.Types'), [AssemblyBuilderAccess]::Run)
  $builder = $assembly.DefineDynamicModule('CsContract.Types').DefineType($Name, [TypeAttributes]::Public, [Exception])
  $constructor = $builder.DefineConstructor([MethodAttributes]::Public, [CallingConventions]::Standard, [type[]] @([string], [Exception]))
  $code = $constructor.GetILGenerator()
  $code.Emit([OpCodes]::Ldarg_0)
  $code.Emit([OpCodes]::Ldarg_1)
  $code.Emit([OpCodes]::Ldarg_2)
  $code.Emit([OpCodes]::Call, [Exception].GetConstructor([type[]] @([string], [Exception])))
  $code.Emit([OpCodes]::Ret)
  $script:CsContractExceptionType = $builder.CreateType()
  $script:CsContractExceptionType
}
$script:CsContractExceptionType = $null
