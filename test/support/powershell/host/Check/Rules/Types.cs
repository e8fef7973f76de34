using System.Management.Automation.Language;

namespace Cscert.TestHost.Check.Rules;

/// <summary>Which .NET types are named, where, and which of their static members are used.</summary>
internal sealed class Types : IRule
{
    public IEnumerable<Finding> Judge(Script script, Context context) =>
        Named(script).SelectMany(one => Judge(one, script, context));

    private sealed record Use(string Name, Ast Where, string? Member = null);

    private static IEnumerable<Finding> Judge(Use use, Script script, Context context)
    {
        var groups = context.Book.Types.Where(group => MembersOf(group, use.Name) is not null).ToArray();
        var mine = groups.Where(group => script.IsAmong(group.Files)).ToArray();
        if (groups.Length == 0)
            yield return new Finding("type-not-allowed", $"[{use.Name}] is not on the list of types", use.Where);
        else if (mine.Length == 0)
            yield return new Finding("type-elsewhere", $"[{use.Name}] belongs to {string.Join(", ", groups[0].Files!)}: {groups[0].Reason}", use.Where);
        else if (use.Member is not null && !mine.SelectMany(group => MembersOf(group, use.Name)!).Contains(use.Member, StringComparer.OrdinalIgnoreCase))
            yield return new Finding("member-not-allowed", $"[{use.Name}]::{use.Member} is not on the list", use.Where);
    }

    private static string[]? MembersOf(AllowedTypes group, string name) =>
        group.Types.FirstOrDefault(one => Context.Same(one.Key, name) || Context.Same(one.Key, $"System.{name}")).Value;

    private static IEnumerable<Use> Named(Script script) =>
    [
        .. script.All<TypeExpressionAst>().SelectMany(one => Uses(one.TypeName, one, MemberOf(one))),
        .. script.All<TypeConstraintAst>().SelectMany(one => Uses(one.TypeName, one, null)),
        .. script.All<AttributeAst>().SelectMany(one => Uses(one.TypeName, one, null)),
        .. script.All<CommandAst>().Where(one => Context.Same(one.GetCommandName() ?? "", "New-Object")).Select(Made),
    ];

    private static IEnumerable<Use> Uses(ITypeName type, Ast where, string? member) => type switch
    {
        ArrayTypeName array => Uses(array.ElementType, where, null),
        GenericTypeName generic => [.. Uses(generic.TypeName, where, member), .. generic.GenericArguments.SelectMany(one => Uses(one, where, null))],
        _ => [new Use(type.FullName, where, member)],
    };

    private static string? MemberOf(TypeExpressionAst type) =>
        type.Parent is MemberExpressionAst { Static: true } member && member.Expression == type
            ? (member.Member as StringConstantExpressionAst)?.Value switch
            {
                null => "(a name that is worked out)",
                // Another rule's.
                var name when Context.Same(name, "new") => null,
                var name => name,
            }
            : null;

    /// <summary>The type that New-Object is asked for; an array of it counts as itself.</summary>
    private static Use Made(CommandAst command)
    {
        var named = command.CommandElements.ToList()
            .FindIndex(one => one is CommandParameterAst { ParameterName: var name } && Context.Same(name, "TypeName"));
        var type = command.CommandElements.ElementAtOrDefault(named < 0 ? 1 : named + 1);
        var text = (type as StringConstantExpressionAst)?.Value ?? "(a name that is worked out)";
        return new Use(text.EndsWith("[]") ? text[..^2] : text, command);
    }
}
