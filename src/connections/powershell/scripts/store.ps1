# Everything that touches certificate stores, private keys and programs of the system, and nothing else does. These
# functions are Windows's own business: the certificate API of .NET Framework 4.5 and the CryptoAPI behind it. Each of
# the first ten can be replaced by one of the same name; the other scripts use no other way to stores and keys.
# Language and types are those of Windows PowerShell 3.0.

# Who and where this process is. Times are ISO 8601 in UTC.
function Get-CscertHost {
    $network = [System.Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties()
    $computer = $network.HostName.ToLowerInvariant()
    # The primary DNS suffix; on a server outside of a domain (Edge) it is set by hand, as the topology demands.
    $domain = $network.DomainName.ToLowerInvariant()
    $fqdn = $computer
    if ($domain -ne '') { $fqdn = $computer + '.' + $domain }
    $identity = [System.Security.Principal.WindowsIdentity]::GetCurrent()
    $principal = New-Object System.Security.Principal.WindowsPrincipal($identity)
    $administrators = New-Object System.Security.Principal.SecurityIdentifier('S-1-5-32-544')
    return @{
        computer = $computer
        fqdn = $fqdn
        domain = $domain
        os = [Environment]::OSVersion.Version.ToString()
        powershell = $PSVersionTable.PSVersion.ToString()
        clr = [Environment]::Version.ToString()
        culture = [System.Globalization.CultureInfo]::CurrentCulture.Name
        utcNow = [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ', [System.Globalization.CultureInfo]::InvariantCulture)
        elevated = $principal.IsInRole($administrators)
        user = $identity.Name
        processId = $PID
    }
}

# The folder of our own files. Only administrators and the system may look into it. Below ProgramData anybody may make
# a folder, so one that another account made is refused.
function Get-CscertFolder {
    $folder = [IO.Path]::Combine([Environment]::GetFolderPath('CommonApplicationData'), 'cscert')
    $trusted = @('S-1-5-32-544', 'S-1-5-18')
    $security = New-Object System.Security.AccessControl.DirectorySecurity
    $security.SetAccessRuleProtection($true, $false)
    foreach ($sid in $trusted) {
        $who = New-Object System.Security.Principal.SecurityIdentifier($sid)
        $rule = New-Object System.Security.AccessControl.FileSystemAccessRule($who, 'FullControl', 'ContainerInherit, ObjectInherit', 'None', 'Allow')
        $security.AddAccessRule($rule)
    }
    if (-not [IO.Directory]::Exists($folder)) {
        $security.SetOwner((New-Object System.Security.Principal.SecurityIdentifier('S-1-5-32-544')))
        [void][IO.Directory]::CreateDirectory($folder, $security)
    }
    if (([IO.File]::GetAttributes($folder) -band [IO.FileAttributes]::ReparsePoint) -ne 0) {
        throw ('{0} is a link. Remove it: cscert keeps its files in a folder of its own.' -f $folder)
    }
    $found = [IO.Directory]::GetAccessControl($folder)
    $owner = $found.GetOwner([System.Security.Principal.SecurityIdentifier]).Value
    if ($trusted -notcontains $owner) {
        throw ('{0} belongs to {1} and not to the administrators. Look what it is, and remove it.' -f $folder, $owner)
    }
    if (-not $found.AreAccessRulesProtected) { [IO.Directory]::SetAccessControl($folder, $security) }
    return $folder
}

# What a store of the computer holds: My, CA, Root or REQUEST. Facts of keys for My and REQUEST, $null where unknown.
function Get-CscertEntries {
    param([string]$Store)
    $opened = New-Object System.Security.Cryptography.X509Certificates.X509Store($Store, 'LocalMachine')
    $opened.Open('ReadOnly')
    try {
        foreach ($certificate in $opened.Certificates) {
            $entry = @{
                thumbprint = $certificate.Thumbprint
                der = [Convert]::ToBase64String($certificate.RawData)
                friendlyName = $certificate.FriendlyName
                hasPrivateKey = $false
                provider = $null
                providerType = $null
                keySpec = $null
                exportable = $null
                container = $null
            }
            if (($Store -eq 'My' -or $Store -eq 'REQUEST') -and $certificate.HasPrivateKey) {
                $entry.hasPrivateKey = $true
                $key = Get-CscertKeyFacts -Certificate $certificate
                foreach ($name in @('provider', 'providerType', 'keySpec', 'exportable', 'container')) { $entry[$name] = $key[$name] }
            }
            $entry
        }
    }
    finally { $opened.Close() }
}

function Set-CscertFriendlyName {
    param([string]$Store, [string]$Thumbprint, [string]$Name)
    $opened = New-Object System.Security.Cryptography.X509Certificates.X509Store($Store, 'LocalMachine')
    $opened.Open('ReadWrite')
    try {
        foreach ($certificate in $opened.Certificates.Find('FindByThumbprint', $Thumbprint, $false)) { $certificate.FriendlyName = $Name }
    }
    finally { $opened.Close() }
}

# Puts a certificate without a key into CA or Root.
function Add-CscertEntry {
    param([string]$Store, [byte[]]$Der)
    $certificate = New-Object System.Security.Cryptography.X509Certificates.X509Certificate2 -ArgumentList @(, $Der)
    $opened = New-Object System.Security.Cryptography.X509Certificates.X509Store($Store, 'LocalMachine')
    $opened.Open('ReadWrite')
    try { $opened.Add($certificate) }
    finally { $opened.Close() }
}

# The certificate first and its key after it, so that there is never a certificate without its key. Whether another
# entry needs the key is the caller's to know.
function Remove-CscertEntry {
    param([string]$Store, [string]$Thumbprint, [bool]$WithKey)
    $opened = New-Object System.Security.Cryptography.X509Certificates.X509Store($Store, 'LocalMachine')
    $opened.Open('ReadWrite')
    try {
        foreach ($certificate in $opened.Certificates.Find('FindByThumbprint', $Thumbprint, $false)) {
            $key = $null
            if ($WithKey -and $certificate.HasPrivateKey) { $key = Get-CscertKeyFacts -Certificate $certificate }
            $opened.Remove($certificate)
            if ($key -ne $null) { Remove-CscertKey -Facts $key }
        }
    }
    finally { $opened.Close() }
}

# $true when a signature that is made with the private key verifies with the public key of the certificate. The hash is
# random and proves nothing but possession, so SHA-1 is no weakness here; the SChannel provider of CryptoAPI signs no
# other hash through this API.
function Test-CscertKey {
    param([string]$Store, [string]$Thumbprint)
    $opened = New-Object System.Security.Cryptography.X509Certificates.X509Store($Store, 'LocalMachine')
    $opened.Open('ReadOnly')
    try {
        foreach ($certificate in $opened.Certificates.Find('FindByThumbprint', $Thumbprint, $false)) {
            if (-not $certificate.HasPrivateKey) { return $false }
            $hash = New-Object byte[] 20
            [System.Security.Cryptography.RandomNumberGenerator]::Create().GetBytes($hash)
            $public = $certificate.PublicKey.Key
            $private = $null
            try { $private = $certificate.PrivateKey } catch { $private = $null }
            if ($private -is [System.Security.Cryptography.RSACryptoServiceProvider]) {
                $signature = $private.SignHash($hash, '1.3.14.3.2.26')
                return $public.VerifyHash($hash, '1.3.14.3.2.26', $signature)
            }
            # A key of the newer kind (CNG), which only .NET Framework 4.6 can open. The product cannot use it anyway.
            $extensions = [Type]::GetType('System.Security.Cryptography.X509Certificates.RSACertificateExtensions, System.Core, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089', $false)
            if ($extensions -eq $null) { return $false }
            $private = $extensions.GetMethod('GetRSAPrivateKey').Invoke($null, @($certificate))
            if ($private -eq $null) { return $false }
            $padding = [System.Security.Cryptography.RSASignaturePadding]::Pkcs1
            $signature = $private.SignHash($hash, [System.Security.Cryptography.HashAlgorithmName]::SHA1, $padding)
            return $public.VerifyHash($hash, '1.3.14.3.2.26', $signature)
        }
        return $false
    }
    finally { $opened.Close() }
}

# The certificate with its key and those of its issuers that are known here and are no roots, as PKCS#12. .NET Framework
# offers no choice of algorithms: Windows writes 3DES and SHA-1 (PFXExportCertStoreEx), which every Windows reads, so
# both profiles come out like this. Secrets are given to methods and never to a cmdlet: a module log keeps what cmdlets
# are called with.
function Export-CscertPfx {
    param([string]$Thumbprint, [string]$Password, [string]$Profile)
    $opened = New-Object System.Security.Cryptography.X509Certificates.X509Store('My', 'LocalMachine')
    $opened.Open('ReadOnly')
    try {
        $found = $opened.Certificates.Find('FindByThumbprint', $Thumbprint, $false)
        if ($found.Count -ne 1) { throw ('My has no certificate {0}.' -f $Thumbprint) }
        $key = Get-CscertKeyFacts -Certificate $found[0]
        if ($key.exportable -ne $true) { throw ('The key of {0} may not be exported.' -f $Thumbprint) }
        $chain = New-Object System.Security.Cryptography.X509Certificates.X509Chain($true)
        $chain.ChainPolicy.RevocationMode = 'NoCheck'
        $chain.ChainPolicy.VerificationFlags = 'AllFlags'
        # What is not in a store is not looked for in the network.
        $chain.ChainPolicy.UrlRetrievalTimeout = [TimeSpan]::FromMilliseconds(1)
        [void]$chain.Build($found[0])
        $all = New-Object System.Security.Cryptography.X509Certificates.X509Certificate2Collection
        [void]$all.Add($found[0])
        for ($index = 1; $index -lt $chain.ChainElements.Count; $index++) {
            $issuer = $chain.ChainElements[$index].Certificate
            if ($issuer.Subject -ne $issuer.Issuer) { [void]$all.Add($issuer) }
        }
        return , $all.Export('Pfx', $Password)
    }
    finally { $opened.Close() }
}

# Puts the one certificate of a PFX that has a key into My, with its key among those of the computer; gives its
# thumbprint. Which provider keeps the key is said by the PFX itself, in the attribute "Microsoft CSP Name"
# (1.3.6.1.4.1.311.17.1) of the key: PFXImportCertStore documents that a provider that the file names is used, and
# openssl-pkcs12 writes the same attribute with -CSP. "certutil -csp NAME -importpfx" does it too, but takes the password
# as an argument, which every user of the server can see. A key that landed elsewhere is removed again.
function Import-CscertPfx {
    param([byte[]]$Bytes, [string]$Password, [bool]$Exportable, [string]$Provider)
    $flags = [System.Security.Cryptography.X509Certificates.X509KeyStorageFlags]'MachineKeySet, PersistKeySet'
    if ($Exportable) { $flags = [System.Security.Cryptography.X509Certificates.X509KeyStorageFlags]'MachineKeySet, PersistKeySet, Exportable' }
    $all = New-Object System.Security.Cryptography.X509Certificates.X509Certificate2Collection
    $all.Import($Bytes, $Password, $flags)
    $own = $null
    foreach ($certificate in $all) { if ($certificate.HasPrivateKey) { $own = $certificate } }
    if ($own -eq $null) { throw 'The PFX holds no private key.' }
    $new = Get-CscertKeyFacts -Certificate $own
    if ($new.provider -ne $Provider) {
        Remove-CscertKey -Facts $new
        throw ('Windows put the key into "{0}" instead of "{1}".' -f $new.provider, $Provider)
    }
    $before = $null
    $opened = New-Object System.Security.Cryptography.X509Certificates.X509Store('My', 'LocalMachine')
    $opened.Open('ReadWrite')
    try {
        foreach ($certificate in $opened.Certificates.Find('FindByThumbprint', $own.Thumbprint, $false)) {
            if ($certificate.HasPrivateKey) { $before = Get-CscertKeyFacts -Certificate $certificate }
        }
        $opened.Add($own)
    }
    finally { $opened.Close() }
    # What the entry had for a key before is of no use when it has another one, unless another entry has that key too.
    if ($before -ne $null -and $before.container -ne $null -and -not (Test-CscertContainer -Container $before.container)) { Remove-CscertKey -Facts $before }
    return $own.Thumbprint
}

# Runs certreq or certutil and waits for it. No shell, no window, and no input: standard input is the caller's wire.
# What stands in arguments can be seen by every user of the server, so nothing secret does.
function Invoke-CscertProgram {
    param([string]$Name, [string[]]$Arguments, [int]$TimeoutSeconds)
    if (@('certreq', 'certutil') -notcontains $Name) { throw ('{0} is not a program that cscert runs.' -f $Name) }
    $quoted = ''
    foreach ($argument in $Arguments) {
        # The rules of CommandLineToArgvW: a quote, and what backslashes stand before one, are escaped.
        $inner = [regex]::Replace($argument, '(\\*)"', '$1$1\"')
        $inner = [regex]::Replace($inner, '(\\+)$', '$1$1')
        $quoted = $quoted + ' "' + $inner + '"'
    }
    $start = New-Object System.Diagnostics.ProcessStartInfo
    $start.FileName = [IO.Path]::Combine([Environment]::SystemDirectory, $Name + '.exe')
    $start.Arguments = $quoted.Trim()
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $process = [System.Diagnostics.Process]::Start($start)
    try {
        $process.StandardInput.Close()
        $output = $process.StandardOutput.ReadToEndAsync()
        $errors = $process.StandardError.ReadToEndAsync()
        if (-not $process.WaitForExit($TimeoutSeconds * 1000)) {
            $process.Kill()
            throw ('{0} had not ended after {1} seconds and was stopped.' -f $Name, $TimeoutSeconds)
        }
        return @{ exitCode = $process.ExitCode; output = $output.Result; error = $errors.Result }
    }
    finally { $process.Dispose() }
}

# Which provider keeps the key of a certificate, and how. For a key of the newer kind (CNG) the old property throws, or
# is $null, depending on the version of PowerShell.
function Get-CscertKeyFacts {
    param($Certificate)
    $facts = @{ provider = $null; providerType = $null; keySpec = $null; exportable = $null; container = $null }
    $key = $null
    $unknownProvider = $false
    try { $key = $Certificate.PrivateKey }
    catch {
        # NTE_BAD_PROV_TYPE: the container is one of CNG.
        $code = [System.Runtime.InteropServices.Marshal]::GetHRForException($_.Exception.GetBaseException())
        $unknownProvider = ($code -eq -2146893804)
    }
    if ($key -is [System.Security.Cryptography.RSACryptoServiceProvider]) {
        # A container that opens may still refuse what it is asked. What it does not tell is unknown of this one key; the
        # certificates beside it are read all the same.
        try {
            $info = $key.CspKeyContainerInfo
            $facts.provider = $info.ProviderName
            $facts.providerType = $info.ProviderType
            $facts.container = $info.KeyContainerName
            $facts.keySpec = [int]$info.KeyNumber
            $facts.exportable = $info.Exportable
        }
        catch { return $facts }
        return $facts
    }
    $extensions = [Type]::GetType('System.Security.Cryptography.X509Certificates.RSACertificateExtensions, System.Core, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089', $false)
    if ($extensions -ne $null) {
        try {
            $newer = $extensions.GetMethod('GetRSAPrivateKey').Invoke($null, @($Certificate))
            $facts.provider = $newer.Key.Provider.Provider
            $facts.container = $newer.Key.KeyName
            $facts.exportable = (([int]$newer.Key.ExportPolicy -band 1) -ne 0)
            return $facts
        }
        catch { $facts.provider = $null }
    }
    # Without .NET Framework 4.6 a key of CNG cannot be opened here, but what it is, is known.
    if ($unknownProvider) { $facts.provider = 'Key Storage Provider' }
    return $facts
}

# Deletes a key by where it is kept.
function Remove-CscertKey {
    param($Facts)
    if ($Facts.container -eq $null) { return }
    if ($Facts.providerType -ne $null) {
        $where = New-Object System.Security.Cryptography.CspParameters([int]$Facts.providerType, [string]$Facts.provider, [string]$Facts.container)
        $where.KeyNumber = [int]$Facts.keySpec
        $where.Flags = 'UseMachineKeyStore, UseExistingKey, NoPrompt'
        $key = New-Object System.Security.Cryptography.RSACryptoServiceProvider($where)
        $key.PersistKeyInCsp = $false
        $key.Clear()
        return
    }
    $provider = New-Object System.Security.Cryptography.CngProvider([string]$Facts.provider)
    [System.Security.Cryptography.CngKey]::Open([string]$Facts.container, $provider, 'MachineKey').Delete()
}
