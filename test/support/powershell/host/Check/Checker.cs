using System.Text.Json;
using Cscert.TestHost.Check.Rules;
using Cscert.TestHost.Shell;

namespace Cscert.TestHost.Check;

/// <summary>
/// `--check RULES SCRIPT…`: holds scripts to the rules and prints the findings as a JSON array. All scripts that call
/// each other's functions are given together. Ends with 1 when something was found.
/// </summary>
internal static class Checker
{
    private static readonly IRule[] All =
    [
        new LaterSyntax(), new LaterTokens(), new Commands(), new Parameters(), new Splats(), new ScriptBlocks(),
        new Types(), new Members(), new LaterOverloads(), new Variables(), new Modes(), new Secrets(), new Functions(),
    ];

    public static int Run(string[] args)
    {
        if (args.Length < 2) throw new UsageException("--check needs the rules and the scripts");
        var scripts = args.Skip(1).Select(Script.Read).ToArray();
        var context = Context.Of(RuleBook.Read(args[0]), scripts);
        var findings = scripts.SelectMany(script => Judge(script, context)).ToArray();
        Console.Out.WriteLine(JsonSerializer.Serialize(findings));
        return findings.Length == 0 ? 0 : 1;
    }

    private static IEnumerable<object> Judge(Script script, Context context)
    {
        // What cannot be parsed cannot be judged further.
        var found = script.Errors.Length > 0
            ? script.Errors.Select(one => new Finding("syntax-error", one.Message, one.Extent))
            : All.SelectMany(rule => rule.Judge(script, context));
        return from one in found
               orderby one.Where.StartLineNumber, one.Where.StartColumnNumber, one.Rule
               select new
               {
                   file = script.Path, line = one.Where.StartLineNumber, column = one.Where.StartColumnNumber,
                   rule = one.Rule, message = one.Message, reason = context.Book.Rules[one.Rule],
               };
    }
}
