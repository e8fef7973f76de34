using System.Management.Automation.Language;

namespace Cscert.TestHost.Check.Rules;

/// <summary>What the language has learned after 3.0 and shows in the tree.</summary>
internal sealed class LaterSyntax : IRule
{
    public IEnumerable<Finding> Judge(Script script, Context context) =>
        from ast in script.All<Ast>()
        let since = Since(ast)
        where since is not null
        select new Finding("later-syntax", since, ast);

    private static string? Since(Ast ast) => ast switch
    {
        TernaryExpressionAst => "the operator ?: came with 7.0",
        PipelineChainAst => "&& and || came with 7.0",
        BinaryExpressionAst { Operator: TokenKind.QuestionQuestion } => "the operator ?? came with 7.0",
        AssignmentStatementAst { Operator: TokenKind.QuestionQuestionEquals } => "the operator ??= came with 7.0",
        MemberExpressionAst { NullConditional: true } => "the operator ?. came with 7.1",
        IndexExpressionAst { NullConditional: true } => "the operator ?[] came with 7.1",
        InvokeMemberExpressionAst { GenericTypeArguments.Count: > 0 } => "type arguments of methods came with 7.3",
        NamedBlockAst { BlockKind: TokenKind.Clean } => "clean {} came with 7.3",
        UsingStatementAst => "using statements came with 5.0",
        TypeDefinitionAst { IsEnum: true } => "enum came with 5.0",
        TypeDefinitionAst => "class came with 5.0",
        ConfigurationDefinitionAst => "configuration came with 4.0",
        PipelineAst { Background: true } => "the background operator & came with 6.0",
        RedirectionAst { FromStream: RedirectionStream.Information } => "stream 6 came with 5.0",
        InvokeMemberExpressionAst { Static: true, Member: StringConstantExpressionAst { Value: var name } }
            when Context.Same(name, "new") => "[Type]::new() came with 5.0; New-Object does the same",
        _ => null,
    };
}
