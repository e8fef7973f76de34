# Types of the product's parameters, and how its cmdlets fail.

using namespace System.Management.Automation

# -Type of every certificate cmdlet (the cmdlets' help, -Type), as the product spells it. An enumeration there: case does not
# matter, and several come as an array, never as one string with commas. Classes and enumerations of PowerShell are kept out of this
# module: they cost start-up time, and functions that another module hands on do not find them.
$script:CsContractUsageNames = @(
  'Default', 'WebServicesInternal', 'WebServicesExternal', 'OAuthTokenIssuer'
  'AccessEdgeExternal', 'DataEdgeExternal', 'AudioVideoAuthentication', 'Internal', 'External', 'XmppServer'
)

function Test-CsContractUsageName([string] $Name) { $Name -in $script:CsContractUsageNames }

function ConvertTo-CsContractUsage([string[]] $Usages) {
  foreach ($usage in $Usages) { $script:CsContractUsageNames | Where-Object { $_ -eq $usage } }
}

# A date that comes as text is read in the server's culture (Set-CsCertificate, help; Staging AV and OAuth certificates using -Roll), unlike what PowerShell itself would do. UTC.
function ConvertTo-CsContractDate($Cmdlet, $Value) {
  $plain = if ($Value -is [psobject]) { $Value.psobject.BaseObject } else { $Value }
  if ($plain -is [datetime]) { return $plain.ToUniversalTime() }
  try { return [datetime]::Parse([string] $plain, [cultureinfo]::GetCultureInfo((Get-CsContractServer).culture)).ToUniversalTime() }
  catch { Stop-CsContractCmdlet $Cmdlet 'ParameterArgumentTransformationError' 'InvalidData' ([ArgumentException]::new("Cannot convert value '$plain' to type System.DateTime.")) }
}

# Ends a cmdlet: under the scripts' ErrorActionPreference every error of the product ends it.
function Stop-CsContractCmdlet($Cmdlet, [string] $Id, [ErrorCategory] $Category, $Problem) {
  $exception = if ($Problem -is [Exception]) { $Problem } else { [InvalidOperationException]::new($Problem) }
  $Cmdlet.ThrowTerminatingError([ErrorRecord]::new($exception, $Id, $Category, $null))
}

# -Report: an HTML file that is replaced (Set-CsCertificate, help).
function Write-CsContractReport([string] $Path, [string] $Title) {
  if ($Path) { [IO.File]::WriteAllText($Path, "<html><head><title>$Title</title></head><body>$Title</body></html>") }
}
