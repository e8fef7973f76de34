# Which server this process pretends to be, what is written about it, and which faults it has.

using namespace System.Collections

function Get-CsContractRoot {
  $root = [Environment]::GetEnvironmentVariable('CSCERT_CONTRACT_ROOT')
  if ([string]::IsNullOrEmpty($root)) { throw 'CSCERT_CONTRACT_ROOT is not set: there is no simulated world' }
  $root
}

# The server that a part of the module speaks for at the moment, when it is not this one.
$script:CsContractAs = ''

function Invoke-CsContractAs([string] $Server, [scriptblock] $Body) {
  $before = $script:CsContractAs
  $script:CsContractAs = $Server
  try { & $Body } finally { $script:CsContractAs = $before }
}

# The environment wins, so that a test can put the wrong server behind an address; else the first frame says it.
function Get-CsContractName {
  if ($script:CsContractAs) { return $script:CsContractAs }
  $name = [Environment]::GetEnvironmentVariable('CSCERT_CONTRACT_SERVER')
  if ([string]::IsNullOrEmpty($name)) {
    $hello = $ExecutionContext.SessionState.PSVariable.GetValue('global:CscertHello')
    if ($null -ne $hello) { $name = $hello.server }
  }
  if ([string]::IsNullOrEmpty($name)) { throw 'Neither CSCERT_CONTRACT_SERVER nor the first frame names the simulated server' }
  $name.ToLowerInvariant()
}

function Get-CsContractFolder([string] $Server) {
  [IO.Path]::Combine((Get-CsContractRoot), $(if ($Server) { $Server } else { Get-CsContractName }))
}

function Get-CsContractForest([string] $Name) { [IO.Path]::Combine((Get-CsContractRoot), 'forest', $Name) }

# server.json: what the machine is. Written by the test before the process starts.
function Get-CsContractServer {
  $server = Read-CsContractJson ([IO.Path]::Combine((Get-CsContractFolder), 'server.json'))
  if ($null -eq $server) { throw "There is no simulated server $(Get-CsContractName) in $(Get-CsContractRoot)" }
  $server
}

# faults.json: what goes wrong. Read at every use, so that a test can change it under a running process.
function Get-CsContractFault([string] $Topic, [string] $Name) {
  $faults = Read-CsContractJson ([IO.Path]::Combine((Get-CsContractFolder), 'faults.json'))
  if ($null -eq $faults -or $null -eq $faults[$Topic]) { return $null }
  if (-not $Name) { return $faults[$Topic] }
  if ($faults[$Topic] -is [IDictionary]) { return $faults[$Topic][$Name] }
  return $null
}

# The server's clock: forest/clock.json may stop it, the fault `clockOffsetSeconds` puts this server's off.
function Get-CsContractNow {
  $clock = Read-CsContractJson (Get-CsContractForest 'clock.json')
  $now = [datetime]::UtcNow
  if ($null -ne $clock) {
    $now = [datetime]::Parse($clock.now, [cultureinfo]::InvariantCulture, [Globalization.DateTimeStyles]'AdjustToUniversal, AssumeUniversal')
  }
  $offset = Get-CsContractFault 'clockOffsetSeconds'
  if ($null -ne $offset) { $now = $now.AddSeconds($offset) }
  $now
}

$script:CsContractBuilds = @{
  '2008R2' = '6.1.7601.65536'; '2012' = '6.2.9200.0'; '2012R2' = '6.3.9600.0'; '2016' = '10.0.14393.0'; '2019' = '10.0.17763.0'
  '2022' = '10.0.20348.0'
}

function Get-CsContractBuild {
  $os = (Get-CsContractServer).os
  $build = $script:CsContractBuilds[[string] $os]
  if ($null -eq $build) { throw "server.json: os is $os, not one of $($script:CsContractBuilds.Keys -join ', ')" }
  [version] $build
}

# Windows before 1809 (Server 2019) knows no PFX with AES (PFX of old Windows: general knowledge).
function Test-CsContractModernPfx { (Get-CsContractBuild) -ge [version] '10.0.17763.0' }

function Assert-CsContractElevated {
  if (-not (Get-CsContractServer).session.elevated) { throw (New-CsContractCryptoError 0x80070005) }
}
