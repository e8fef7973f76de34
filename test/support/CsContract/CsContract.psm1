# CsContract: a pretended Windows server with the product's commands, over files. See README.md.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

foreach ($file in @(
    'lib/json', 'lib/errors', 'lib/server', 'lib/journal', 'lib/certificates'
    'store/providers', 'store/keys', 'store/entries', 'store/pfx', 'store/seam'
    'programs/run', 'programs/phrases', 'programs/inf', 'programs/names', 'programs/pkcs10', 'programs/new-request', 'programs/submit', 'programs/accept', 'programs/certreq', 'programs/certutil'
    'ca/authority', 'ca/database', 'ca/policy', 'ca/issue', 'ca/manager'
    'product/types', 'product/module', 'product/roles', 'product/rights', 'product/assignments', 'product/global', 'product/reference', 'product/assign', 'product/import'
    'product/names', 'product/pending', 'product/request', 'product/replication', 'product/services', 'product/service-objects', 'product/topology', 'product/topology-xml'
  )) { . ([IO.Path]::Combine($PSScriptRoot, "$file.ps1")) }

# What the verbs call (by alias), what tests call; the product's commands are exported by the modules Lync and SkypeForBusiness.
Export-ModuleMember -Alias * -Function (@($script:CsContractSeam) + @('Get', 'Approve', 'Deny', 'Revoke' | ForEach-Object { "$_-CsContractRequest" }))
