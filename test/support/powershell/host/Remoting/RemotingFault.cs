using System.Management.Automation;
using System.Management.Automation.Remoting;
using System.Reflection;

namespace Cscert.TestHost.Remoting;

/// <summary>A failure to connect as WinRM tells it: the first part of the error's id, its code, its words.</summary>
internal sealed record RemotingFault(string Id, int Code, string Message)
{
    /// <summary>0x803381B9, which is what a name that does not resolve gives.</summary>
    public static RemotingFault ComputerNotFound { get; } = new(
        "ComputerNotFound", unchecked((int)0x803381B9),
        "The WinRM client cannot process the request because the server name cannot be resolved.");

    public ErrorRecord ToErrorRecord(string computer)
    {
        var words = $"[{computer}] Connecting to remote server {computer} failed with the following error message : {Message} For more information, see the about_Remote_Troubleshooting Help topic.";
        var problem = new PSRemotingTransportException(words) { ErrorCode = Code };
        var record = new ErrorRecord(problem, $"{Id},PSSessionOpenFailed", ErrorCategory.OpenError, computer);
        record.CategoryInfo.Activity = "New-PSSession";
        // The engine adds the class of the cmdlet to the id of an error; not to this one.
        typeof(ErrorRecord).GetProperty("PreserveInvocationInfoOnce", BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(record, true);
        return record;
    }
}
