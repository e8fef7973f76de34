# What several scripts need besides store.ps1: files of our own, and the commands of the product. Text is UTF-8 without
# a mark at its beginning; a file is old or new and never half.

# The entry of a store by its thumbprint, or $null.
function Find-CscertEntry {
    param([string]$Store, [string]$Thumbprint)
    foreach ($entry in @(Get-CscertEntries -Store $Store)) {
        if ([string]$entry.thumbprint -eq $Thumbprint) { return $entry }
    }
    return $null
}

# Whether an entry of My or REQUEST has its key in this container: a certificate that was renewed with the same key has, and
# a request too. An entry that does not tell where its key is may have it there.
function Test-CscertContainer {
    param([string]$Container)
    foreach ($store in @('My', 'REQUEST')) {
        foreach ($entry in @(Get-CscertEntries -Store $store)) {
            if ($entry.hasPrivateKey -ne $true) { continue }
            if ($entry.container -eq $null -or [string]$entry.container -eq $Container) { return $true }
        }
    }
    return $false
}

function Get-CscertPath {
    param([string[]]$Names)
    $path = Get-CscertFolder
    foreach ($name in $Names) { $path = [IO.Path]::Combine($path, $name) }
    return $path
}

# A file may be open elsewhere for a moment: by another run, or by what looks for viruses. Then it is tried again.
$CscertTries = 20

function Wait-CscertMoment {
    param([int]$Try)
    if ($Try -ge $CscertTries) { return $false }
    [Threading.Thread]::Sleep(50)
    return $true
}

# A file as a stream in memory; $null when there is no such file. Whoever replaces or removes it meanwhile is not held up.
function Read-CscertFile {
    param([string]$Path)
    for ($try = 1; $true; $try++) {
        if (-not [IO.File]::Exists($Path)) { return $null }
        try {
            $stream = [IO.File]::Open($Path, 'Open', 'Read', 'ReadWrite, Delete')
            try {
                $memory = New-Object IO.MemoryStream
                $stream.CopyTo($memory)
                $memory.Position = 0
                return $memory
            }
            finally { $stream.Close() }
        }
        catch [IO.FileNotFoundException] { return $null }
        catch [IO.IOException] { if (-not (Wait-CscertMoment -Try $try)) { throw } }
    }
}

function Read-CscertText {
    param([string]$Path)
    $file = Read-CscertFile -Path $Path
    if ($file -eq $null) { return $null }
    return (New-Object IO.StreamReader($file, [Text.Encoding]::UTF8)).ReadToEnd()
}

function Read-CscertBase64 {
    param([string]$Path)
    $file = Read-CscertFile -Path $Path
    if ($file -eq $null) { return $null }
    return [Convert]::ToBase64String($file.ToArray())
}

function Remove-CscertFile {
    param([string]$Path)
    for ($try = 1; $true; $try++) {
        try {
            [IO.File]::Delete($Path)
            return
        }
        catch [IO.IOException] { if (-not (Wait-CscertMoment -Try $try)) { throw } }
    }
}

# Takes away what a verb had made for a program. The answer of the program is worth more than a tidy folder: what is held
# open elsewhere stays, for Get-CscertWork.
function Remove-CscertWork {
    param([string[]]$Paths)
    foreach ($path in $Paths) {
        try { Remove-CscertFile -Path $path }
        catch [IO.IOException], [UnauthorizedAccessException] { continue }
    }
}

# Writes a new file beside and gives its path. It has left the memory of the system before it gets its name.
function New-CscertTemporary {
    param([string]$Path, [string]$Text)
    $bytes = (New-Object Text.UTF8Encoding($false)).GetBytes($Text)
    [void][IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($Path))
    $temporary = $Path + '.' + [Guid]::NewGuid().ToString('N') + '.tmp'
    $stream = New-Object IO.FileStream($temporary, 'CreateNew', 'Write', 'None')
    try {
        $stream.Write($bytes, 0, $bytes.Length)
        $stream.Flush($true)
    }
    finally { $stream.Close() }
    return $temporary
}

function Write-CscertText {
    param([string]$Path, [string]$Text)
    $temporary = New-CscertTemporary -Path $Path -Text $Text
    for ($try = 1; $true; $try++) {
        try {
            if ([IO.File]::Exists($Path)) { [IO.File]::Replace($temporary, $Path, [NullString]::Value) }
            else { [IO.File]::Move($temporary, $Path) }
            return
        }
        catch [IO.IOException], [UnauthorizedAccessException] {
            if (Wait-CscertMoment -Try $try) { continue }
            Remove-CscertFile -Path $temporary
            throw
        }
    }
}

# $false, and nothing changed, when the file exists already: of several who want to make it exactly one succeeds. Windows
# sees to that as it moves a file; elsewhere .NET looks first and moves then, so they go through a gate one by one, which
# nobody holds any more whose process has ended.
function New-CscertText {
    param([string]$Path, [string]$Text)
    $temporary = New-CscertTemporary -Path $Path -Text $Text
    $gate = Get-CscertPath -Names @('gate')
    for ($try = 1; $true; $try++) {
        $held = $null
        try {
            $held = [IO.File]::Open($gate, 'OpenOrCreate', 'ReadWrite', 'None')
            [IO.File]::Move($temporary, $Path)
            return $true
        }
        catch [IO.IOException] {
            $exists = [IO.File]::Exists($Path)
            if (-not $exists -and (Wait-CscertMoment -Try $try)) { continue }
            Remove-CscertFile -Path $temporary
            if ($exists) { return $false }
            throw
        }
        finally {
            if ($held -ne $null) { $held.Dispose() }
        }
    }
}

# The folder for files that a verb makes for a program and takes away at its end. What verbs left there, being killed or
# held up, is nobody's: none works for an hour.
function Get-CscertWork {
    $work = Get-CscertPath -Names @('work')
    [void][IO.Directory]::CreateDirectory($work)
    $old = [DateTime]::UtcNow.AddHours(-1)
    foreach ($path in [IO.Directory]::GetFiles($work)) {
        if ([IO.File]::GetLastWriteTimeUtc($path) -ge $old) { continue }
        # One that is held open elsewhere is in nobody's way either.
        try { [IO.File]::Delete($path) }
        catch [IO.IOException], [UnauthorizedAccessException] { continue }
    }
    return $work
}

# Every file of the lock, whatever is in it.
function Get-CscertLockFiles {
    foreach ($path in [IO.Directory]::GetFiles((Get-CscertFolder), 'lock*.json')) {
        $text = Read-CscertText -Path $path
        if ($text -ne $null) { @{ name = [IO.Path]::GetFileName($path); text = $text } }
    }
}

# What certutil says of a CA, or of the forest. One that does not end, since nothing answers behind a firewall, has said
# that by itself: whatever else is asked here goes on.
function Get-CscertQuestion {
    param([string[]]$Arguments, [int]$Seconds)
    try {
        $run = Invoke-CscertProgram -Name 'certutil' -Arguments $Arguments -TimeoutSeconds $Seconds
        return @{ exitCode = $run.exitCode; output = [string]$run.output + [string]$run.error }
    }
    catch { return @{ exitCode = -1; output = [string]$_.Exception.Message } }
}

# The commands of the product, loaded once. Their module is Lync or SkypeForBusiness, by the product. Whatever is wrong
# with it is told by a word of our own, which no language changes.
function Import-CscertModule {
    if ($global:CscertModule -eq $true) { return }
    try { Import-Module -Name ([string]$global:CscertHello.module) -DisableNameChecking -ErrorAction Stop }
    catch { throw ('CSCERT_MODULE: {0}' -f $_.Exception.Message) }
    $global:CscertModule = $true
}

# Functions that give several things give them one by one: whoever takes them makes a list of them, @(...), so that one
# thing is a list too.

# A property that not every version of the product has.
function Get-CscertProperty {
    param($Object, [string]$Name)
    $property = $Object.PSObject.Properties[$Name]
    if ($property -eq $null) { return $null }
    return $property.Value
}

# The same as text; $null only where the version has no such property.
function Get-CscertText {
    param($Object, [string]$Name)
    if ($Object.PSObject.Properties[$Name] -eq $null) { return $null }
    return [string](Get-CscertProperty -Object $Object -Name $Name)
}

function ConvertTo-CscertTime {
    param($Value)
    if ($Value -isnot [DateTime] -or $Value.Year -lt 1970) { return $null }
    return $Value.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ss.fffZ', [System.Globalization.CultureInfo]::InvariantCulture)
}

# What usages point to, as the product tells it: References are what Get-CsCertificate gave.
function ConvertTo-CscertUses {
    param($References)
    foreach ($reference in $References) {
        if ($reference -eq $null) { continue }
        @{
            use = [string](Get-CscertProperty -Object $reference -Name 'Use')
            thumbprint = [string](Get-CscertProperty -Object $reference -Name 'Thumbprint')
            effectiveDate = ConvertTo-CscertTime -Value (Get-CscertProperty -Object $reference -Name 'EffectiveDate')
            previousThumbprint = Get-CscertText -Object $reference -Name 'PreviousThumbprint'
        }
    }
}

# What the usages of this server point to. What is global is listed only by its own name in some versions.
function Get-CscertUses {
    Import-CscertModule
    $uses = @(ConvertTo-CscertUses -References @(Get-CsCertificate))
    $uses
    if ($global:CscertHello.oauth -ne $true) { return }
    foreach ($one in $uses) { if ($one.use -match '(^|:)OAuthTokenIssuer$') { return } }
    ConvertTo-CscertUses -References @(Get-CsCertificate -Type OAuthTokenIssuer)
}

# What a usage of the deployment points to, as the management store has it.
function Get-CscertDeploymentUses {
    param([string]$Usage)
    Import-CscertModule
    ConvertTo-CscertUses -References @(Get-CsCertificate -Identity global -Type $Usage)
}

# Whether what was last published has reached each server.
function Get-CscertReplicas {
    Import-CscertModule
    foreach ($status in @(Get-CsManagementStoreReplicationStatus)) {
        @{
            server = [string](Get-CscertProperty -Object $status -Name 'ReplicaFqdn')
            upToDate = [bool](Get-CscertProperty -Object $status -Name 'UpToDate')
            lastReport = ConvertTo-CscertTime -Value (Get-CscertProperty -Object $status -Name 'LastStatusReport')
        }
    }
}

# An error as data.
function ConvertTo-CscertError {
    param($Record)
    $exception = $Record.Exception
    $inner = @()
    for ($next = $exception.InnerException; $next -ne $null -and $inner.Count -lt 8; $next = $next.InnerException) {
        $inner += @{ type = $next.GetType().FullName; message = [string]$next.Message; hresult = [System.Runtime.InteropServices.Marshal]::GetHRForException($next) }
    }
    return @{
        type = $exception.GetType().FullName
        category = $Record.CategoryInfo.Category.ToString()
        message = [string]$exception.Message
        fullyQualifiedErrorId = [string]$Record.FullyQualifiedErrorId
        hresult = [System.Runtime.InteropServices.Marshal]::GetHRForException($exception)
        inner = $inner
    }
}
