using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace Cscert.TestHost.Shell;

/// <summary>Runs one script as powershell.exe does and gives its exit code.</summary>
internal static class Runner
{
    public static int Run(CommandLine line)
    {
        Wire.SetUp();
        var host = new Host(line);
        using var runspace = RunspaceFactory.CreateRunspace(host, Session.Create());
        runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        runspace.Open();
        Runspace.DefaultRunspace = runspace;
        if (!Execute(runspace, Session.Preparation, false)) return host.ExitCode ?? 1;
        var succeeded = Execute(runspace, TextOf(line), line.TakesInput && Console.IsInputRedirected);
        Console.Out.Flush();
        return host.ExitCode ?? (succeeded ? 0 : 1);
    }

    private static string TextOf(CommandLine line)
    {
        if (line.Mode == Mode.Command) return $"{line.Text}\n;$global:{Outcome} = $?";
        // A script with a syntax error is no error of the statement that calls it, but of the whole.
        Parser.ParseFile(line.Text, out _, out var errors);
        if (errors.Length > 0) return File.ReadAllText(line.Text);
        return $"& {Quote(line.Text)} {string.Join(' ', line.Arguments.Select(Argument))}; exit $LASTEXITCODE";
    }

    private static string Quote(string text) => $"'{text.Replace("'", "''")}'";

    private static string Argument(string text) => text.StartsWith('-') ? text : Quote(text);

    /// <summary>Where the text of a command leaves whether its last statement succeeded.</summary>
    private const string Outcome = "CscertTestHostOutcome";

    /// <summary>False when the last statement failed. Results and errors go through Out-Default to the host.</summary>
    private static bool Execute(Runspace runspace, string text, bool feedsInput)
    {
        using var pipeline = runspace.CreatePipeline(text);
        pipeline.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        pipeline.Commands.Add("Out-Default");
        if (feedsInput)
            while (Console.In.ReadLine() is { } line) pipeline.Input.Write(line);
        pipeline.Input.Close();
        try
        {
            pipeline.Invoke();
            return runspace.SessionStateProxy.GetVariable(Outcome) is not false;
        }
        catch (RuntimeException problem)
        {
            Report(runspace, problem.ErrorRecord);
            return false;
        }
    }

    /// <summary>Shows an error that ended the script the way that errors are shown that did not.</summary>
    private static void Report(Runspace runspace, ErrorRecord error)
    {
        using var pipeline = runspace.CreatePipeline();
        var shown = new PSObject(error);
        // As the engine marks what comes from its error stream.
        var stream = typeof(PSObject).GetProperty("WriteStream", BindingFlags.Instance | BindingFlags.NonPublic)!;
        stream.SetValue(shown, Enum.Parse(stream.PropertyType, "Error"));
        pipeline.Commands.Add("Out-Default");
        pipeline.Input.Write(shown);
        pipeline.Input.Close();
        pipeline.Invoke();
    }
}
