using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace Cscert.TestHost.Shell;

/// <summary>
/// Where texts go, as with a redirected powershell.exe: everything to standard output but errors, which go to standard
/// error. Progress is shown on a console alone, except as CLIXML on standard error.
/// </summary>
internal sealed class HostUi(CommandLine line) : PSHostUserInterface
{
    private readonly ErrorStream errors = new(line.ErrorsAsXml);

    public override PSHostRawUserInterface RawUI { get; } = new HostRawUi();

    public override void Write(string value) => Console.Out.Write(Plain.Text(value));
    public override void Write(ConsoleColor foreground, ConsoleColor background, string value) => Write(value);
    public override void WriteLine(string value) => Console.Out.WriteLine(Plain.Text(value));
    public override void WriteErrorLine(string value) => errors.Error(Plain.Text(value));
    public override void WriteWarningLine(string message) => WriteLine($"WARNING: {message}");
    public override void WriteVerboseLine(string message) => WriteLine($"VERBOSE: {message}");
    public override void WriteDebugLine(string message) => WriteLine($"DEBUG: {message}");
    public override void WriteProgress(long sourceId, ProgressRecord record) => errors.Progress(sourceId, record);

    public override string ReadLine() => Asked(() => Console.In.ReadLine() ?? "");

    public override SecureString ReadLineAsSecureString() => Asked(() =>
    {
        var secret = new SecureString();
        foreach (var one in Console.In.ReadLine() ?? "") secret.AppendChar(one);
        return secret;
    });

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        Asked(() => descriptions.ToDictionary(one => one.Name, one =>
        {
            Write($"{one.Name}: ");
            return PSObject.AsPSObject(Console.In.ReadLine() ?? "");
        }));

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        Asked(() => defaultChoice);

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, default, default);

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes types, PSCredentialUIOptions options) =>
        Asked(() => new PSCredential(userName, ReadLineAsSecureString()));

    /// <summary>With -NonInteractive a question is an error, in the words of Windows PowerShell.</summary>
    private T Asked<T>(Func<T> answer) => line.Interactive
        ? answer()
        : throw new PSInvalidOperationException(
            "Windows PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.");
}
