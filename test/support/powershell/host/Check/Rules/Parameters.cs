using System.Management.Automation.Language;

namespace Cscert.TestHost.Check.Rules;

/// <summary>Which parameters are given: those of the list, by their whole names; the ones that must be; texts as they stand.</summary>
internal sealed class Parameters : IRule
{
    public IEnumerable<Finding> Judge(Script script, Context context) =>
        script.All<CommandAst>().SelectMany(command => command.GetCommandName() is { } name ? Judge(command, name, context) : []);

    private static IEnumerable<Finding> Judge(CommandAst command, string name, Context context)
    {
        var isOwn = context.Functions.TryGetValue(name, out var own);
        var allowed = isOwn ? null : context.Allowed(name);
        if (!isOwn && allowed is null) yield break;
        var known = own ?? allowed!.Parameters;
        foreach (var one in command.CommandElements.OfType<CommandParameterAst>())
            if (!known.Contains(one.ParameterName, StringComparer.OrdinalIgnoreCase))
                yield return new Finding("parameter-not-allowed", $"{name} may not be given -{one.ParameterName}", one);
        foreach (var one in Unnamed(command).Skip(allowed?.Positional ?? 0))
            yield return new Finding("unnamed-argument", $"{one} is given to {name} without a name", one);
        foreach (var one in allowed?.Required ?? [])
            if (!Given(command).Contains(one, StringComparer.OrdinalIgnoreCase))
                yield return new Finding("parameter-missing", $"{name} needs -{one} here", command);
        foreach (var one in command.CommandElements.Skip(1).SelectMany(Expanded))
            yield return new Finding("expanded-argument", $"{one} is put together from values", one);
    }

    private static IEnumerable<string> Given(CommandAst command) =>
        command.CommandElements.OfType<CommandParameterAst>().Select(one => one.ParameterName);

    /// <summary>Arguments without a parameter before them; a splat brings its names along.</summary>
    private static IEnumerable<Ast> Unnamed(CommandAst command)
    {
        for (var index = 1; index < command.CommandElements.Count; index++)
        {
            var one = command.CommandElements[index];
            var isValue = command.CommandElements[index - 1] is CommandParameterAst { Argument: null };
            if (one is not CommandParameterAst and not VariableExpressionAst { Splatted: true } && !isValue) yield return one;
        }
    }

    private static IEnumerable<Ast> Expanded(Ast argument) =>
        argument.FindAll(one => one is ExpandableStringExpressionAst, searchNestedScriptBlocks: false);
}
