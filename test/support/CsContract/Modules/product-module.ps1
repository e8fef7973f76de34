# Body of the modules Lync and SkypeForBusiness: they offer the product's commands of CsContract, where the server has that product.
param([string] $Name)

$contract = Get-Module CsContract
if ($null -eq $contract) { $contract = Import-Module ([IO.Path]::Combine($PSScriptRoot, '..', 'CsContract.psm1')) -PassThru -Global }
& $contract { param($Name) Assert-CsContractModule $Name; Show-CsContractBanner $Name } $Name
foreach ($command in & $contract { $script:CsContractCommands }) {
  $body = & $contract { param($Command) $ExecutionContext.InvokeProvider.Item.Get("function:$Command").ScriptBlock } $command
  $null = $ExecutionContext.InvokeProvider.Item.Set("function:script:$command", $body)
}
Export-ModuleMember -Function (& $contract { $script:CsContractCommands })
