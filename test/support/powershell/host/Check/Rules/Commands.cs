using System.Management.Automation.Language;

namespace Cscert.TestHost.Check.Rules;

/// <summary>Which commands are called: those of the allow-list and the scripts' own functions, by a name that stands there.</summary>
internal sealed class Commands : IRule
{
    public IEnumerable<Finding> Judge(Script script, Context context) =>
        from command in script.All<CommandAst>()
        let found = Judge(command, script, context)
        where found is not null
        select found;

    private static Finding? Judge(CommandAst command, Script script, Context context)
    {
        if (command.GetCommandName() is not { } name)
            return script.IsAmong(context.Book.ScriptBlocksIn)
                ? null
                : new Finding("command-by-value", $"{command.CommandElements[0]} is not the name of a command", command);
        if (context.Functions.ContainsKey(name)) return null;
        if (context.Book.ForbiddenCommands.FirstOrDefault(one => Context.Same(one.Name, name)) is { } forbidden)
            return new Finding("forbidden-command", $"{name}: {forbidden.Reason}", command);
        if (context.Allowed(name) is not { } allowed)
            return new Finding("command-not-allowed", $"{name} is not on the list of commands", command);
        return script.IsAmong(allowed.Files)
            ? null
            : new Finding("command-not-allowed", $"{name} may be called only by {string.Join(", ", allowed.Files!)}", command);
    }
}
