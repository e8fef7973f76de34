. ([IO.Path]::Combine($PSScriptRoot, '..', 'product-module.ps1')) 'Lync'
