using System.Management.Automation.Language;

namespace Cscert.TestHost.Check.Rules;

/// <summary>Errors stop and mode is strict: set first by the scripts that are entered, and left alone by all others.</summary>
internal sealed class Modes : IRule
{
    public IEnumerable<Finding> Judge(Script script, Context context)
    {
        var mode = context.Book.Modes.FirstOrDefault(one => Context.Same(one.File, script.Name));
        var first = (script.Ast.EndBlock?.Statements ?? Enumerable.Empty<StatementAst>()).Take(2).ToArray();
        if (mode is not null && !first.Any(StopsAtErrors))
            yield return new Finding("mode", "$ErrorActionPreference = 'Stop' must come first", script.Ast);
        if (mode is { Strict: true } && !first.Any(IsStrict))
            yield return new Finding("mode", "Set-StrictMode -Version 3 must come first", script.Ast);
        foreach (var one in script.All<AssignmentStatementAst>().Where(one => SetsErrors(one) && !(mode is not null && first.Contains(one))))
            yield return new Finding("mode", $"{one} changes what was set for all", one);
        foreach (var one in script.All<CommandAst>().Where(one => IsSetStrict(one) && !(mode is not null && first.Contains(one.Parent))))
            yield return new Finding("mode", $"{one} changes what was set for all", one);
    }

    private static bool SetsErrors(StatementAst statement) =>
        statement is AssignmentStatementAst { Left: VariableExpressionAst { VariablePath.UserPath: var name } }
        && name.EndsWith("ErrorActionPreference", StringComparison.OrdinalIgnoreCase);

    private static bool StopsAtErrors(StatementAst statement) =>
        SetsErrors(statement) && ((AssignmentStatementAst)statement).Right.Extent.Text == "'Stop'";

    private static bool IsSetStrict(CommandAst command) => Context.Same(command.GetCommandName() ?? "", "Set-StrictMode");

    private static bool IsStrict(StatementAst statement) =>
        statement is PipelineAst { PipelineElements: [CommandAst command] } && IsSetStrict(command)
        && command.CommandElements is [_, CommandParameterAst, ConstantExpressionAst { Value: 3 }];
}
