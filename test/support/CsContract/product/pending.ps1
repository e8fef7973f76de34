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
  [pscustomobject] [ordered]@{
    PSTypeName = 'Microsoft.Rtc.Management.Deployment.CertificateRequest'
    RequestId = $One.id; CertificateUses = @($One.usages); RequestStatus = (ConvertTo-CsContractStatus $One.request.disposition)
    FriendlyName = $One.friendlyName; CA = $One.ca
  }
}

function ConvertTo-CsContractStatus([string] $Word) { $Word.Substring(0, 1).ToUpperInvariant() + $Word.Substring(1) }

# "Currently the cmdlet only supports these request types: Issued, Denied and Pending": a revoked one stops it until it is cleared.
function Receive-CsContractPending($Cmdlet, $Only) {
  $all = @(Get-CsContractPending $Only)
  if ($null -ne $Only -and $all.Count -eq 0) {
    Stop-CsContractCmdlet $Cmdlet 'RequestNotFound' 'ObjectNotFound' "There is no request $Only that Request-CsCertificate made on this computer."
  }
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
function New-CsContractCertificateError([string] $Message) {
  $name = 'Microsoft.Rtc.Management.Common.Certificates.CertificateException'
  $type = $name -as [type]
  if ($null -eq $type) { $type = Add-CsContractExceptionType $name }
  [Activator]::CreateInstance($type, [object[]] @($Message))
}

function Add-CsContractExceptionType([string] $Name) {
  if ($null -ne $script:CsContractExceptionType) { return $script:CsContractExceptionType }
  $assembly = [AssemblyBuilder]::DefineDynamicAssembly([AssemblyName]::new('CsContract.Types'), [AssemblyBuilderAccess]::Run)
  $builder = $assembly.DefineDynamicModule('CsContract.Types').DefineType($Name, [TypeAttributes]::Public, [Exception])
  $constructor = $builder.DefineConstructor([MethodAttributes]::Public, [CallingConventions]::Standard, [type[]] @([string]))
  $code = $constructor.GetILGenerator()
  $code.Emit([OpCodes]::Ldarg_0)
  $code.Emit([OpCodes]::Ldarg_1)
  $code.Emit([OpCodes]::Call, [Exception].GetConstructor([type[]] @([string])))
  $code.Emit([OpCodes]::Ret)
  $script:CsContractExceptionType = $builder.CreateType()
  $script:CsContractExceptionType
}
$script:CsContractExceptionType = $null
