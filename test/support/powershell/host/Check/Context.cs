using System.Management.Automation.Language;

namespace Cscert.TestHost.Check;

/// <summary>What rules know besides the script at hand: the data, and the functions of all scripts that were given.</summary>
internal sealed record Context(RuleBook Book, IReadOnlyDictionary<string, string[]> Functions)
{
    public static Context Of(RuleBook book, IEnumerable<Script> scripts)
    {
        var functions = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
        foreach (var one in scripts.SelectMany(script => script.All<FunctionDefinitionAst>()))
            functions[one.Name] = [.. ParametersOf(one).Select(parameter => parameter.Name.VariablePath.UserPath)];
        return new(book, functions);
    }

    private static IEnumerable<ParameterAst> ParametersOf(FunctionDefinitionAst function) =>
        function.Parameters ?? function.Body.ParamBlock?.Parameters ?? Enumerable.Empty<ParameterAst>();

    public AllowedCommand? Allowed(string command) => Book.Commands.FirstOrDefault(one => Same(one.Name, command));

    public static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>One rule, or a few that look at the same thing.</summary>
internal interface IRule
{
    IEnumerable<Finding> Judge(Script script, Context context);
}
