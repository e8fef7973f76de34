using System.Globalization;
using System.Management.Automation.Host;

namespace Cscert.TestHost.Shell;

/// <summary>The host that a script sees; it takes the name of powershell.exe's.</summary>
internal sealed class Host(CommandLine line) : PSHost
{
    public int? ExitCode { get; private set; }

    public override string Name => "ConsoleHost";
    public override Version Version => new(5, 1);
    public override Guid InstanceId { get; } = Guid.NewGuid();
    public override PSHostUserInterface UI { get; } = new HostUi(line);
    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;
    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;
    public override void EnterNestedPrompt() => throw new NotSupportedException("tests have no nested prompt");
    public override void ExitNestedPrompt() => throw new NotSupportedException("tests have no nested prompt");
    public override void NotifyBeginApplication() { }
    public override void NotifyEndApplication() { }
}
