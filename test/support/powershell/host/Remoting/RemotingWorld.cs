using System.Collections;
using System.Text.Json;
using Cscert.TestHost.Shell;

namespace Cscert.TestHost.Remoting;

/// <summary>What tests say of the pretended network, by environment variables.</summary>
internal sealed record RemotingWorld(string Root, int Port, string Key, string KnownHosts)
{
    public static RemotingWorld FromEnvironment() => new(
        Variable("CSCERT_CONTRACT_ROOT"), int.Parse(Variable("CSCERT_CONTRACT_SSH_PORT")),
        Variable("CSCERT_CONTRACT_SSH_KEY"), Variable("CSCERT_CONTRACT_SSH_KNOWN_HOSTS"));

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw new UsageException($"New-PSSession -ComputerName needs {name} in tests: there is no WinRM here");

    /// <summary>Only the known key, and the name of the server for the other end.</summary>
    public Hashtable SshOptions(string computer) => new()
    {
        ["StrictHostKeyChecking"] = "yes",
        ["UserKnownHostsFile"] = KnownHosts,
        ["SetEnv"] = $"CSCERT_CONTRACT_SERVER={computer}",
    };

    /// <summary>How the session was asked for, as one line of JSON; never a password.</summary>
    public void Note(NewPSSessionCommand asked, string computer)
    {
        var note = new
        {
            computer, port = asked.Port, useSsl = asked.UseSSL.IsPresent, authentication = asked.Authentication.ToString(),
            configuration = asked.ConfigurationName, user = asked.Credential?.UserName,
            operationTimeoutMs = asked.SessionOption?.OperationTimeout.TotalMilliseconds,
            openTimeoutMs = asked.SessionOption?.OpenTimeout.TotalMilliseconds,
        };
        File.AppendAllText(Path.Combine(Root, "remoting.log"), JsonSerializer.Serialize(note) + "\n");
    }

    /// <summary>What `remoting` in the faults.json of the server's folder says; a server without a folder has no name.</summary>
    public RemotingFault? FaultOf(string computer)
    {
        var folder = Path.Combine(Root, computer);
        if (!Directory.Exists(folder)) return RemotingFault.ComputerNotFound;
        var path = Path.Combine(folder, "faults.json");
        if (!File.Exists(path)) return null;
        using var faults = JsonDocument.Parse(File.ReadAllText(path));
        return faults.RootElement.TryGetProperty("remoting", out var fault)
            ? new(fault.GetProperty("id").GetString()!, fault.GetProperty("code").GetInt32(), fault.GetProperty("message").GetString()!)
            : null;
    }
}
