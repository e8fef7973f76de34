# What the scripts of rules may use besides the contract itself.
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3
$global:Work = [Environment]::GetEnvironmentVariable('WORK')
$global:Contract = Get-Module CsContract
Import-Module Lync

# From here on this process is another server.
function On([string] $Server) { [Environment]::SetEnvironmentVariable('CSCERT_CONTRACT_SERVER', $Server) }
function Here { [IO.Path]::Combine($global:Work, [Environment]::GetEnvironmentVariable('CSCERT_CONTRACT_SERVER')) }
function Fault([string] $Json) { [IO.File]::WriteAllText([IO.Path]::Combine((Here), 'faults.json'), $Json) }
# Changes server.json by a function over its hashtable.
function Change([scriptblock] $How) {
  & $global:Contract {
    param($How)
    $path = [IO.Path]::Combine((Get-CsContractFolder), 'server.json')
    $server = Read-CsContractJson $path
    & $How $server
    Write-CsContractJson $path $server
  } $How
}
function New-Path([string] $Extension) { [IO.Path]::Combine($global:Work, [guid]::NewGuid().ToString('N') + $Extension) }

# An INF as cscert writes it; lines of [NewRequest] can be replaced, '' leaves one out.
function New-Inf([hashtable] $Change = @{}, [string] $More = '') {
  $lines = [ordered]@{
    Subject = '"CN=fe01.contoso.com"'; KeyLength = '1024'; KeySpec = 'AT_KEYEXCHANGE'; Exportable = 'FALSE'; MachineKeySet = 'TRUE'
    ProviderName = '"Microsoft RSA SChannel Cryptographic Provider"'; ProviderType = '12'; HashAlgorithm = 'sha256'
    AlternateSignatureAlgorithm = 'FALSE'; KeyUsage = '0xa0'; RequestType = 'PKCS10'
  }
  foreach ($name in $Change.Keys) { $lines[$name] = $Change[$name] }
  $path = New-Path '.inf'
  $text = "[Version]`r`nSignature=`"`$Windows NT`$`"`r`n[NewRequest]`r`n"
  foreach ($name in $lines.Keys) { if ($lines[$name] -ne '') { $text += "$name = $($lines[$name])`r`n" } }
  [IO.File]::WriteAllText($path, $text + $More)
  $path
}
# Runs a program; its exit code and output.
function Run([string] $Name, [string[]] $Arguments, [int] $Seconds = 1) {
  $run = Invoke-CscertProgram -Name $Name -Arguments $Arguments -TimeoutSeconds $Seconds
  [pscustomobject]@{ code = $run.exitCode; output = $run.output.Trim() }
}
# A request; the path of its PKCS#10.
function New-Request([hashtable] $Change = @{}, [string] $More = '') {
  $req = New-Path '.req'
  $run = Run certreq ('-new', '-machine', '-q', (New-Inf $Change $More), $req)
  if ($run.code -ne 0) { throw $run.output }
  $req
}
$global:Ca = 'ca01.contoso.com\Contoso Issuing CA'
function Submit([string] $Req, [string] $Template = 'WebServer', [string[]] $More = @()) {
  Run certreq (@('-submit', '-q', '-AdminForceMachine', '-config', $global:Ca, '-attrib', "CertificateTemplate:$Template") + $More + @($Req, ($Req + '.cer'), ($Req + '.p7b')))
}
# A certificate in My with its key; its thumbprint.
function New-Certificate([hashtable] $Change = @{}, [string] $Template = 'WebServer') {
  $req = New-Request $Change
  $run = Submit $req $Template
  if ($run.code -ne 0) { throw $run.output }
  $run = Run certreq ('-accept', '-machine', '-q', ($req + '.p7b'))
  if ($run.code -ne 0) { throw $run.output }
  $der = & $global:Contract { param($Path) Read-CsContractDer $Path } ($req + '.cer')
  [System.Security.Cryptography.X509Certificates.X509CertificateLoader]::LoadCertificate($der).Thumbprint
}
# A PFX that was made elsewhere; its path.
function New-PfxFile([string] $Encoding, [string] $Password = 'secret') {
  $rsa = [System.Security.Cryptography.RSA]::Create(1024)
  $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=elsewhere.contoso.com', $rsa, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
  $certificate = $request.CreateSelfSigned([datetimeoffset]::UtcNow.AddDays(-1), [datetimeoffset]::UtcNow.AddYears(1))
  $path = New-Path '.pfx'
  [IO.File]::WriteAllBytes($path, $certificate.ExportPkcs12([System.Security.Cryptography.X509Certificates.Pkcs12ExportPbeParameters] $Encoding, $Password))
  $path
}

function Invoke-Rule([scriptblock] $Script) {
  $told = @{ warnings = @() }
  try {
    $all = @(& $Script 3>&1)
    $told.warnings = @($all | Where-Object { $_ -is [System.Management.Automation.WarningRecord] } | ForEach-Object { $_.Message })
    $values = @($all | Where-Object { $_ -isnot [System.Management.Automation.WarningRecord] })
    $told.value = if ($values.Count -eq 1) { $values[0] } elseif ($values.Count -eq 0) { $null } else { $values }
  } catch {
    $exception = $_.Exception
    $told.error = @{ message = $exception.Message; id = $_.FullyQualifiedErrorId; type = $exception.GetType().FullName; hresult = $exception.HResult; stack = $_.ScriptStackTrace }
  }
  $json = & $global:Contract { param($Value) ConvertTo-CsContractText $Value } $told
  [Console]::Out.WriteLine('#rule ' + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($json)))
}
