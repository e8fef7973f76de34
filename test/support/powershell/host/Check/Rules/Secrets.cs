using System.Management.Automation.Language;

namespace Cscert.TestHost.Check.Rules;

/// <summary>Secrets go to methods and to the scripts' own functions, never to a cmdlet: a module log would keep them.</summary>
internal sealed class Secrets : IRule
{
    public IEnumerable<Finding> Judge(Script script, Context context) =>
        from command in script.All<CommandAst>()
        let name = command.GetCommandName()
        where name is not null && !context.Functions.ContainsKey(name)
        from variable in command.FindAll(one => one is VariableExpressionAst, searchNestedScriptBlocks: true).Cast<VariableExpressionAst>()
        where context.Book.Secrets.Contains(variable.VariablePath.UserPath, StringComparer.OrdinalIgnoreCase)
        select new Finding("secret-to-command", $"${variable.VariablePath.UserPath} is given to {name}", variable);
}
