using System.Management.Automation;
using System.Reflection;
using Cscert.TestHost.Shell;

namespace Cscert.TestHost.Remoting;

/// <summary>
/// The server end of PowerShell remoting over SSH, which pwsh starts for -sshs. The engine has it, but not in public:
/// its name and parameters are those of System.Management.Automation 7.6.
/// </summary>
internal static class SshServer
{
    private const string TypeName = "System.Management.Automation.Remoting.Server.StdIOProcessMediator";

    public static int Run()
    {
        var run = typeof(PSObject).Assembly.GetType(TypeName, throwOnError: true)!
            .GetMethod("Run", BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
            ?? throw new UsageException($"this engine has no {TypeName}.Run");
        var given = new Dictionary<string, object?> { ["initialCommand"] = Session.RemotePreparation, ["combineErrOutStream"] = true };
        run.Invoke(null, [.. run.GetParameters().Select(one => given.GetValueOrDefault(one.Name!))]);
        return 0;
    }
}
