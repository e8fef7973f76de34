using System.Text;

namespace Cscert.TestHost.Shell;

/// <summary>What the process is to do.</summary>
internal enum Mode { Command, File, Server }

/// <summary>A command line that this host does not know; the message says which part.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>
/// The parameters of powershell.exe that cscert uses, matched whole and without regard to case. What powershell.exe
/// would take and this host does not is an error here, so that no test passes by an argument that was ignored.
/// </summary>
internal sealed record CommandLine
{
    public Mode Mode { get; private set; } = Mode.Command;
    /// <summary>The text of -Command or -EncodedCommand, or the path of -File.</summary>
    public string Text { get; private set; } = "";
    /// <summary>What follows the path of -File.</summary>
    public IReadOnlyList<string> Arguments { get; private set; } = [];
    public bool Interactive { get; private set; } = true;
    /// <summary>False for -InputFormat None: then standard input is left to the script.</summary>
    public bool TakesInput { get; private set; } = true;
    /// <summary>Errors as text; else powershell.exe writes CLIXML to standard error for an encoded command.</summary>
    public bool ErrorsAsXml { get; private set; }

    public static CommandLine Parse(string[] args)
    {
        var line = new CommandLine();
        var rest = new Queue<string>(args);
        var (encoded, formatGiven, given) = (false, false, false);
        while (!given)
        {
            if (!rest.TryDequeue(out var name)) throw new UsageException("give -Command, -EncodedCommand, -File or -sshs");
            switch (name.ToLowerInvariant())
            {
                case "-noprofile" or "-nologo": break;
                case "-noninteractive": line.Interactive = false; break;
                case "-executionpolicy": Value(rest, name); break;
                case "-inputformat": line.TakesInput = OneOf(Value(rest, name), name, "none", "text") != "none"; break;
                case "-outputformat": OneOf(Value(rest, name), name, "text"); formatGiven = true; break;
                case "-command": line.Text = TextOf(rest); given = true; break;
                case "-encodedcommand": line.Text = Decode(Value(rest, name)); encoded = given = true; break;
                case "-file": (line.Mode, line.Text, line.Arguments) = (Mode.File, FileOf(Value(rest, name)), [.. rest]); given = true; break;
                case "-sshs": line.Mode = Mode.Server; given = true; break;
                default: throw new UsageException($"this host does not know the parameter {name}");
            }
        }
        if (encoded && rest.Count > 0) return ParseAfter(line, rest);
        line.ErrorsAsXml = encoded && !formatGiven && !line.Interactive && Console.IsErrorRedirected;
        return line;
    }

    private static CommandLine ParseAfter(CommandLine line, Queue<string> rest) =>
        throw new UsageException($"after the encoded command of {line.Text.Length} characters nothing may follow, but there is {rest.Peek()}");

    private static string Value(Queue<string> rest, string name) =>
        rest.TryDequeue(out var value) ? value : throw new UsageException($"{name} needs a value");

    private static string FileOf(string path) => File.Exists(path)
        ? Path.GetFullPath(path)
        : throw new UsageException($"The argument '{path}' to the -File parameter does not exist.");

    private static string OneOf(string value, string name, params string[] known) =>
        known.FirstOrDefault(one => string.Equals(one, value, StringComparison.OrdinalIgnoreCase))
            ?? throw new UsageException($"{name} {value}: this host knows {string.Join(", ", known)}");

    /// <summary>All that follows -Command is the text; a lone dash stands for standard input.</summary>
    private static string TextOf(Queue<string> rest)
    {
        if (rest.Count == 0) throw new UsageException("-Command needs a text");
        return rest.Count == 1 && rest.Peek() == "-" ? Console.In.ReadToEnd() : string.Join(' ', rest);
    }

    private static string Decode(string base64)
    {
        try { return Encoding.Unicode.GetString(Convert.FromBase64String(base64)); }
        catch (FormatException) { throw new UsageException("-EncodedCommand needs base64 of UTF-16"); }
    }
}
