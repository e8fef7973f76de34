using System.Management.Automation.Language;

namespace Cscert.TestHost.Check.Rules;

/// <summary>Texts that become code: only where the package's own scripts are loaded, and only as they came.</summary>
internal sealed class ScriptBlocks : IRule
{
    public IEnumerable<Finding> Judge(Script script, Context context)
    {
        foreach (var call in script.All<InvokeMemberExpressionAst>().Where(IsCreate))
        {
            if (!script.IsAmong(context.Book.ScriptBlocksIn))
                yield return new Finding("script-block", $"{call} makes code of a text", call);
            foreach (var part in call.Arguments ?? Enumerable.Empty<ExpressionAst>())
                if (!IsAsItCame(part)) yield return new Finding("built-code", $"{part} is not a text as it came", part);
        }
    }

    private static bool IsCreate(InvokeMemberExpressionAst call) =>
        call is { Static: true, Expression: TypeExpressionAst type, Member: StringConstantExpressionAst { Value: var name } }
        && type.TypeName.Name.EndsWith("ScriptBlock", StringComparison.OrdinalIgnoreCase) && Context.Same(name, "Create");

    /// <summary>A value, or a member of one, perhaps with a cast: nothing that puts texts together.</summary>
    private static bool IsAsItCame(Ast part) => part switch
    {
        ConvertExpressionAst cast => IsAsItCame(cast.Child),
        InvokeMemberExpressionAst => false,
        MemberExpressionAst { Static: false } member => IsAsItCame(member.Expression) && member.Member is StringConstantExpressionAst,
        VariableExpressionAst => true,
        _ => false,
    };
}
