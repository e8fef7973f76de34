using System.Management.Automation.Language;

namespace Cscert.TestHost.Check.Rules;

/// <summary>How many functions a script may have.</summary>
internal sealed class Functions : IRule
{
    public IEnumerable<Finding> Judge(Script script, Context context) =>
        from limit in context.Book.FunctionLimits
        where Context.Same(limit.File, script.Name)
        let functions = script.All<FunctionDefinitionAst>().ToArray()
        where functions.Length > limit.Count
        select new Finding("too-many-functions", $"{functions.Length} functions, and {limit.Count} are allowed", functions[limit.Count]);
}
