using System.Management.Automation.Language;

namespace Cscert.TestHost.Check.Rules;

/// <summary>Members of objects that came later or that lead around the other rules.</summary>
internal sealed class Members : IRule
{
    public IEnumerable<Finding> Judge(Script script, Context context) =>
        from member in script.All<MemberExpressionAst>()
        let name = (member.Member as StringConstantExpressionAst)?.Value
        where name is not null
        from forbidden in context.Book.ForbiddenMembers
        where Context.Same(forbidden.Name, name) && (forbidden.Files is null || !script.IsAmong(forbidden.Files))
        select new Finding("forbidden-member", $".{name}: {forbidden.Reason}", member);
}
