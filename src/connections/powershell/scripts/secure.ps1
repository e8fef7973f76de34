# Secrets on their way through a session by remoting. A transcript there keeps what commands are called with and what they
# give; of a SecureString it keeps the name of the type, and the protocol encrypts it with a key of the session.

function ConvertTo-CscertSecure {
    param([string]$Text)
    $secure = New-Object System.Security.SecureString
    foreach ($letter in $Text.ToCharArray()) { $secure.AppendChar($letter) }
    return $secure
}

function ConvertFrom-CscertSecure {
    param($Secure)
    return (New-Object System.Management.Automation.PSCredential 'secret', $Secure).GetNetworkCredential().Password
}

# Get-CscertAnswer for such a session: the words behind the first come and go as SecureStrings.
function Get-CscertSecureAnswer {
    param([string]$Line, $Secrets)
    foreach ($secret in @($Secrets)) { $Line = $Line + ' ' + (ConvertFrom-CscertSecure -Secure $secret) }
    $words = (Get-CscertAnswer -Line $Line).Split(' ')
    $words[0] + ' ' + $words[1] + ' ' + $words[2]
    for ($index = 3; $index -lt $words.Count; $index++) { ConvertTo-CscertSecure -Text $words[$index] }
}
