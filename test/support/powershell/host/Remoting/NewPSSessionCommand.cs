using System.Management.Automation;
using System.Management.Automation.Remoting;
using System.Management.Automation.Runspaces;

namespace Cscert.TestHost.Remoting;

/// <summary>
/// New-PSSession with the parameters that Windows PowerShell 3.0 has for a computer. There is no WinRM here, so the
/// session is a real one over SSH to this machine, and the other end is told which server to be. How it was asked for
/// is written to `remoting.log`, and a fault that a server's folder names is met as WinRM would tell it.
/// </summary>
[Cmdlet(VerbsCommon.New, "PSSession")]
[OutputType(typeof(PSSession))]
public sealed class NewPSSessionCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Cn")]
    public string[] ComputerName { get; set; } = [];

    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    [Parameter]
    [ValidateRange(1, 65535)]
    public int Port { get; set; }

    [Parameter]
    public SwitchParameter UseSSL { get; set; }

    [Parameter]
    public AuthenticationMechanism Authentication { get; set; }

    [Parameter]
    public string ConfigurationName { get; set; } = "Microsoft.PowerShell";

    [Parameter]
    public PSSessionOption? SessionOption { get; set; }

    protected override void ProcessRecord()
    {
        var world = RemotingWorld.FromEnvironment();
        foreach (var computer in ComputerName)
        {
            world.Note(this, computer);
            if (world.FaultOf(computer) is { } fault) WriteError(fault.ToErrorRecord(computer));
            else Open(world, computer);
        }
    }

    private void Open(RemotingWorld world, string computer)
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        // By its type: the name is this stand-in's.
        shell.AddCommand(new CmdletInfo("New-PSSession", typeof(Microsoft.PowerShell.Commands.NewPSSessionCommand)));
        shell.AddParameter("HostName", "127.0.0.1").AddParameter("Port", world.Port).AddParameter("UserName", Environment.UserName);
        shell.AddParameter("KeyFilePath", world.Key).AddParameter("Options", world.SshOptions(computer));
        WriteObject(shell.Invoke(), enumerateCollection: true);
        foreach (var error in shell.Streams.Error) WriteError(error);
    }
}
