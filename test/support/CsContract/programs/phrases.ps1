# The sentences of certreq. In another language only the code pages of Windows know the exact words; what matters is that they differ,
# while numbers, HRESULTs and the quoted form of the id stay (AD CS as its public clients see it).

$script:CsContractPhrases = @{
  en = @{
    created = 'CertReq: Request Created'
    id      = 'RequestId: {0}'
    issued  = 'Certificate retrieved(Issued) Issued'
    pending = 'Certificate request is pending: Taken Under Submission (0)'
    denied  = 'Certificate not issued (Denied) {0}'
    revoked = 'Certificate not issued (Revoked) Revoked'
    error   = 'Certificate Request Processor: {0}'
  }
  de = @{
    created = "CertReq: Anforderung wurde erstellt."
    id      = 'Anforderungs-ID: {0}'
    issued  = 'Zertifikat abgerufen(Ausgestellt) Ausgestellt'
    pending = "Die Zertifikatanforderung steht aus: Zur Bearbeitung $([char]0xfc)bernommen (0)"
    denied  = 'Zertifikat nicht ausgestellt (Verweigert) {0}'
    revoked = 'Zertifikat nicht ausgestellt (Gesperrt) Gesperrt'
    error   = 'Zertifikatanforderungsverarbeitung: {0}'
  }
}

function Get-CsContractPhrase([string] $Name, [string] $Value) {
  $language = Get-CsContractFault 'certreq' 'locale'
  if (-not $language) { $language = 'en' }
  $script:CsContractPhrases[$language][$Name].Replace('{0}', $Value)
}
