using System.Management.Automation.Language;

namespace Cscert.TestHost.Check.Rules;

/// <summary>
/// Methods that newer .NET has with more arguments, or reads differently: PowerShell takes the overload that is there,
/// so the same call fails or does something else on .NET Framework.
/// </summary>
internal sealed class LaterOverloads : IRule
{
    public IEnumerable<Finding> Judge(Script script, Context context) =>
        from call in script.All<InvokeMemberExpressionAst>()
        let name = (call.Member as StringConstantExpressionAst)?.Value
        where name is not null
        from known in context.Book.MethodArguments
        where Context.Same(known.Name, name) && IsOf(known.Type, call) && IsLater(known, call)
        select new Finding("later-overload", $"{name}: {known.Reason}", call);

    private static bool IsOf(string? type, InvokeMemberExpressionAst call) => type is null
        ? !call.Static
        : call is { Static: true, Expression: TypeExpressionAst { TypeName.FullName: var name } }
            && (Context.Same(name, type) || Context.Same($"System.{name}", type));

    private static bool IsLater(MethodArguments known, InvokeMemberExpressionAst call) =>
        call.Arguments?.Count > known.Max || (known.OneCharacter && call.Arguments?[0] is StringConstantExpressionAst { Value.Length: > 1 });
}
