using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace Cscert.TestHost.Shell;

/// <summary>What a session knows when it starts: the engine's own commands, the stand-ins, and in tests the contract module.</summary>
internal static class Session
{
    public static InitialSessionState Create()
    {
        var state = InitialSessionState.CreateDefault2();
        state.ThrowOnRunspaceOpenError = true;
        foreach (var (name, type) in StandIns)
        {
            state.Commands.Remove(name, typeof(SessionStateCmdletEntry));
            state.Commands.Add(new SessionStateCmdletEntry(name, type, null));
        }
        // The error view of Windows PowerShell; the engine's own default cuts texts.
        state.Variables.Add(new SessionStateVariableEntry("ErrorView", "NormalView", ""));
        AddModulePath();
        return state;
    }

    /// <summary>Run before the script.</summary>
    public static string Preparation => Contract is { } folder ? Import(folder) : "";

    /// <summary>The same for a session that another process opens here: its state is made by the engine, without stand-ins.</summary>
    public static string RemotePreparation
    {
        get
        {
            AddModulePath();
            return $"{Import(Assembly.GetExecutingAssembly().Location)}; {Preparation}";
        }
    }

    private static string Import(string module) =>
        $"Import-Module -Global -ErrorAction Stop -Name '{module.Replace("'", "''")}'";

    private static IEnumerable<(string Name, Type Type)> StandIns =>
        from type in Assembly.GetExecutingAssembly().GetTypes()
        let attribute = type.GetCustomAttribute<CmdletAttribute>()
        where attribute is not null
        select ($"{attribute.VerbName}-{attribute.NounName}", type);

    /// <summary>The contract module's folder when a simulated world is set, else null.</summary>
    private static string? Contract
    {
        get
        {
            if (Environment.GetEnvironmentVariable("CSCERT_CONTRACT_ROOT") is null or "") return null;
            return Environment.GetEnvironmentVariable("CSCERT_CONTRACT_MODULE") is { Length: > 0 } folder
                ? folder
                : throw new UsageException("CSCERT_CONTRACT_ROOT is set, so CSCERT_CONTRACT_MODULE must name the folder of the contract module");
        }
    }

    private static void AddModulePath()
    {
        if (Contract is not { } folder) return;
        var known = Environment.GetEnvironmentVariable("PSModulePath");
        var modules = Path.Combine(folder, "Modules");
        Environment.SetEnvironmentVariable("PSModulePath", string.IsNullOrEmpty(known) ? modules : $"{modules}{Path.PathSeparator}{known}");
    }
}
