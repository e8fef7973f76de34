# The enterprise CAs of the forest: forest/ca/<folder>/ca.json with key and certificate, forest/ca/templates.json for all of them.

function Get-CsContractCas {
  $folder = Get-CsContractForest 'ca'
  if (-not [IO.Directory]::Exists($folder)) { return }
  $folders = [IO.Directory]::GetDirectories($folder)
  [array]::Sort($folders, [StringComparer]::Ordinal)
  foreach ($one in $folders) {
    $ca = Read-CsContractJson ([IO.Path]::Combine($one, 'ca.json'))
    if ($null -eq $ca) { continue }
    $ca.folder = $one
    $ca.config = "$($ca.host)\$($ca.name)"
    $ca
  }
}

# By its Config string HOST\NAME, in any case; $null when there is none.
function Find-CsContractCa([string] $Config) {
  foreach ($ca in Get-CsContractCas) { if ($ca.config -eq $Config) { return $ca } }
}

# The only CA of the forest, or the one that is named: for the functions of tests.
function Get-CsContractCa([string] $Config) {
  $all = @(Get-CsContractCas | Where-Object { -not $Config -or $_.config -eq $Config })
  if ($all.Count -ne 1) { throw "The forest has $($all.Count) CAs that are '$Config'" }
  $all[0]
}

function Get-CsContractTemplates {
  $all = Read-CsContractJson (Get-CsContractForest 'ca/templates.json')
  if ($null -eq $all) { return }
  foreach ($template in $all) { $template }
}

# A template is asked for by its name, never by what people call it (Configure certificates for servers, step 7).
function Find-CsContractTemplate($Ca, [string] $Name) {
  foreach ($template in Get-CsContractTemplates) {
    if ($template.name -eq $Name -and $Name -in @($Ca.templates)) { return $template }
  }
}

# CA certificates from the issuing one to the root.
function Get-CsContractCaChain($Ca) {
  Get-CsContractCertificate ([Convert]::FromBase64String($Ca.certificate))
  foreach ($der in $Ca.chain) { Get-CsContractCertificate ([Convert]::FromBase64String($der)) }
}

function Get-CsContractChainFile($Ca, [byte[]] $Leaf) {
  , (ConvertTo-CsContractPkcs7 (@(Get-CsContractCertificate $Leaf) + @(Get-CsContractCaChain $Ca)))
}

# The full response: with the certificate where there is one.
function New-CsContractResponse($Ca, $Request) {
  if ($Request.disposition -eq 'issued') { return , (Get-CsContractChainFile $Ca ([Convert]::FromBase64String($Request.certificate))) }
  , (ConvertTo-CsContractPkcs7 @(Get-CsContractCaChain $Ca))
}
