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
    try { return Format-CscertAnswer -Answer @{ id = [int]$ask.id; results = $results; ms = [int]$watch.ElapsedMilliseconds } -Secrets $given }
    catch {
        # What cannot be told is no reason to end: the next question may have a shorter answer.
        return Format-CscertAnswer -Answer @{ id = [int]$ask.id; results = @(@{ error = ConvertTo-CscertError -Record $_ }) } -Secrets @()
    }
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

# ConvertTo-Json, and where that does not do, the same from pieces: the serializer behind it gives 2,097,152 characters at
# most in Windows PowerShell 3.0 and 4.0, and some thousand certificates are more. What has no pieces throws what it threw.
function ConvertTo-CscertJson {
    param($Value)
    if ($null -eq $Value) { return 'null' }
    try { return ConvertTo-Json -InputObject $Value -Depth 20 -Compress }
    catch {
        if ($Value -is [System.Collections.Hashtable]) {
            $pairs = foreach ($key in $Value.Keys) { '"' + $key + '":' + (ConvertTo-CscertJson -Value $Value[$key]) }
            return '{' + ($pairs -join ',') + '}'
        }
        $isText = ($Value -is [string] -and $Value.Length -gt 65536)
        if (-not $isText -and -not $Value.GetType().IsArray) { throw }
        if (-not $isText -and $Value.Length -eq 1) { return '[' + (ConvertTo-CscertJson -Value $Value[0]) + ']' }
        # Halves, each in its own quotes or brackets, of which the inner ones go.
        $half = [int](($Value.Length - $Value.Length % 2) / 2)
        if ($isText) { $halves = @($Value.Substring(0, $half), $Value.Substring($half)) }
        else { $halves = @(@($Value[0..($half - 1)]), @($Value[$half..($Value.Length - 1)])) }
        $left = ConvertTo-CscertJson -Value $halves[0]
        $right = ConvertTo-CscertJson -Value $halves[1]
        $between = ''
        if (-not $isText) { $between = ',' }
        return $left.Substring(0, $left.Length - 1) + $between + $right.Substring(1)
    }
}

function Format-CscertAnswer {
    param($Answer, $Secrets)
    $line = '#cscert ' + $global:CscertNonce + ' ' + (ConvertTo-CscertWord -Text (ConvertTo-CscertJson -Value $Answer))
    foreach ($secret in $Secrets) { $line = $line + ' ' + (ConvertTo-CscertWord -Text $secret) }
    return $line
}
