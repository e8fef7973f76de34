using System.Management.Automation.Language;

namespace Cscert.TestHost.Check.Rules;

/// <summary>Which variables are used: none that came later, none of a drive, and few global ones.</summary>
internal sealed class Variables : IRule
{
    public IEnumerable<Finding> Judge(Script script, Context context)
    {
        foreach (var one in script.All<VariableExpressionAst>())
        {
            var path = one.VariablePath;
            var name = path.UserPath[(path.UserPath.LastIndexOf(':') + 1)..];
            if (path.IsDriveQualified) yield return new Finding("drive-variable", $"${path.UserPath} reads a drive", one);
            if (path.IsGlobal && !context.Book.GlobalVariables.Contains(name, StringComparer.OrdinalIgnoreCase))
                yield return new Finding("global-variable", $"${path.UserPath} is not on the list of global variables", one);
            foreach (var forbidden in context.Book.ForbiddenVariables.Where(other => Context.Same(other.Name, name)))
                yield return new Finding("forbidden-variable", $"${name}: {forbidden.Reason}", one);
        }
    }
}
