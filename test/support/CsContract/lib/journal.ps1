# commands.log of a server, where a test has laid an empty one: every command of the product and every program that was
# called, one line each, as one would type it; below certreq -new, the lines of its INF.

function Add-CsContractLine([string[]] $Lines) {
  $log = [IO.Path]::Combine((Get-CsContractFolder), 'commands.log')
  if ([IO.File]::Exists($log)) { [IO.File]::AppendAllLines($log, $Lines) }
}

function Format-CsContractArgument($Value) {
  if ($Value -is [datetime]) { return $Value.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ', [cultureinfo]::InvariantCulture) }
  $texts = @($Value) | ForEach-Object { if ([string] $_ -match '^[\w.:\\/+=<>%-]+$') { [string] $_ } else { "'$(([string] $_).Replace("'", "''"))'" } }
  $texts -join ','
}

# In the order in which the command declares its parameters; those that all commands have are left out but for -Confirm.
# What is a password is not written down: a test that looks for it everywhere is to find nothing but what was done wrong.
$script:CsContractLast = $null
function Add-CsContractCommand($Cmdlet) {
  if ([object]::ReferenceEquals($script:CsContractLast, $Cmdlet)) { return }
  $script:CsContractLast = $Cmdlet
  $call = $Cmdlet.MyInvocation
  $words = foreach ($name in $call.MyCommand.Parameters.Keys) {
    if (-not $call.BoundParameters.ContainsKey($name)) { continue }
    if ($name -ne 'Confirm' -and $name -in [Management.Automation.Cmdlet]::CommonParameters) { continue }
    $value = if ($name -clike '*Password') { '***' } else { $call.BoundParameters[$name] }
    if ($value -isnot [switch]) { "-$name $(Format-CsContractArgument $value)" }
    elseif ($value) { "-$name" }
    else { "-${name}:`$false" }
  }
  Add-CsContractLine (@($call.MyCommand.Name) + @($words) -join ' ')
}

function Add-CsContractProgram([string] $Name, [string[]] $Arguments) {
  Add-CsContractLine (@($Name) + @($Arguments | ForEach-Object { if ($_ -match '\s') { "`"$_`"" } else { $_ } }) -join ' ')
  if ($Arguments -notcontains '-new') { return }
  foreach ($inf in @($Arguments -like '*.inf')) { Add-CsContractLine (@([IO.File]::ReadAllLines($inf)) | ForEach-Object { "    $_" }) }
}
