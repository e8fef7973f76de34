using System.Management.Automation.Language;

namespace Cscert.TestHost.Check.Rules;

/// <summary>Parameters that are given as a table: its names must stand in the same script.</summary>
internal sealed class Splats : IRule
{
    public IEnumerable<Finding> Judge(Script script, Context context) =>
        from command in script.All<CommandAst>()
        let name = command.GetCommandName()
        where name is not null
        let known = context.Functions.GetValueOrDefault(name) ?? context.Allowed(name)?.Parameters
        where known is not null
        from splat in command.CommandElements.OfType<VariableExpressionAst>().Where(one => one.Splatted)
        from finding in Judge(splat, name, known, script)
        select finding;

    private static IEnumerable<Finding> Judge(VariableExpressionAst splat, string name, string[] known, Script script)
    {
        var keys = KeysOf(splat.VariablePath.UserPath, script).ToArray();
        if (keys.Length == 0 || keys.Any(one => one.Name is null))
            yield return new Finding("splat-unknown", $"@{splat.VariablePath.UserPath} holds names that do not stand in the script", splat);
        foreach (var (key, where) in keys)
            if (key is not null && !known.Contains(key, StringComparer.OrdinalIgnoreCase))
                yield return new Finding("parameter-not-allowed", $"{name} may not be given -{key}", where);
    }

    /// <summary>The names that the script puts into the table; null for one that is worked out.</summary>
    private static IEnumerable<(string? Name, Ast Where)> KeysOf(string variable, Script script) =>
        script.All<AssignmentStatementAst>().SelectMany(one => one.Left switch
        {
            VariableExpressionAst left when IsTable(left, variable) => KeysOfTable(one),
            MemberExpressionAst { Expression: VariableExpressionAst table } left when IsTable(table, variable) =>
                [((left.Member as StringConstantExpressionAst)?.Value, left)],
            IndexExpressionAst { Target: VariableExpressionAst table } left when IsTable(table, variable) =>
                [((left.Index as StringConstantExpressionAst)?.Value, left)],
            _ => [],
        });

    private static bool IsTable(VariableExpressionAst one, string variable) => Context.Same(one.VariablePath.UserPath, variable);

    private static IEnumerable<(string?, Ast)> KeysOfTable(AssignmentStatementAst assignment) =>
        assignment.Right is CommandExpressionAst { Expression: HashtableAst table }
            ? table.KeyValuePairs.Select(one => ((one.Item1 as StringConstantExpressionAst)?.Value, (Ast)one.Item1))
            : [(null, assignment.Right)];
}
