using Cscert.TestHost.Check;
using Cscert.TestHost.Remoting;
using Cscert.TestHost.Shell;

namespace Cscert.TestHost;

/// <summary>A PowerShell for tests: it takes the command lines that cscert gives to powershell.exe.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        try
        {
            if (args is ["--check", .. var rest]) return Checker.Run(rest);
            var line = CommandLine.Parse(args);
            return line.Mode == Mode.Server ? SshServer.Run() : Runner.Run(line);
        }
        catch (UsageException problem)
        {
            Console.Error.WriteLine(problem.Message);
            return 64;
        }
    }
}
