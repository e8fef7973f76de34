# Frames: one line there, one line back. A line is words of base64, separated by blanks: the first is a JSON object in
# UTF-8, the others are secrets (a password, a PFX) that the JSON refers to by number. They are apart because a module
# log keeps what cmdlets are called with, and JSON goes through one.

function ConvertFrom-CscertWord {
    param([string]$Word)
    return [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($Word))
}

function ConvertTo-CscertWord {
    param([string]$Text)
    return [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($Text))
}

# The first frame: who speaks, which server it means, and every verb as the text of a script. The texts are those of the
# package, always the same, and values are never put into them.
function Open-Cscert {
    param($First)
    $global:CscertHello = $First.hello
    $global:CscertNonce = [string]$First.nonce
    $global:CscertModule = $false
    $global:CscertVerbs = @{}
    foreach ($property in $First.scripts.PSObject.Properties) {
        $global:CscertVerbs[$property.Name] = [ScriptBlock]::Create([string]$property.Value)
    }
    return Format-CscertAnswer -Answer @{ id = [int]$First.id; host = Get-CscertHost } -Secrets @()
}

# The answer to every later frame: what became of its calls, as many as were tried.
function Get-CscertAnswer {
    param([string]$Line)
    $words = $Line.Split(' ')
    $ask = ConvertFrom-Json -InputObject (ConvertFrom-CscertWord -Word $words[0])
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $results = @()
    $given = @()
    foreach ($call in @($ask.calls)) {
        $secrets = @{}
        foreach ($property in $call.secrets.PSObject.Properties) {
            $secrets[$property.Name] = ConvertFrom-CscertWord -Word $words[[int]$property.Value]
        }
        try {
            $made = Invoke-CscertVerb -Verb ([string]$call.verb) -Ask $call.input -Secrets $secrets
            if ($made.ContainsKey('secret')) {
                $given += [string]$made['secret']
                $made['secret'] = $given.Count
            }
            $results += @{ ok = $made }
        }
        catch {
            $results += @{ error = ConvertTo-CscertError -Record $_ }
            break
        }
    }
    return Format-CscertAnswer -Answer @{ id = [int]$ask.id; results = $results; ms = [int]$watch.ElapsedMilliseconds } -Secrets $given
}

# A verb gives one hashtable. Whatever else it or the commands of the product let out is dropped.
function Invoke-CscertVerb {
    param([string]$Verb, $Ask, $Secrets)
    if (-not $global:CscertVerbs.ContainsKey($Verb)) { throw ('There is no verb {0}.' -f $Verb) }
    $output = @(& $global:CscertVerbs[$Verb] $Ask $Secrets 3>$null 4>$null 5>$null)
    for ($index = $output.Count - 1; $index -ge 0; $index--) {
        if ($output[$index] -is [System.Collections.Hashtable]) { return $output[$index] }
    }
    throw ('The verb {0} gave nothing.' -f $Verb)
}

function Format-CscertAnswer {
    param($Answer, $Secrets)
    $line = '#cscert ' + $global:CscertNonce + ' ' + (ConvertTo-CscertWord -Text (ConvertTo-Json -InputObject $Answer -Depth 20 -Compress))
    foreach ($secret in $Secrets) { $line = $line + ' ' + (ConvertTo-CscertWord -Text $secret) }
    return $line
}
