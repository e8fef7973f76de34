using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace Cscert.TestHost.Check.Rules;

/// <summary>What came after 3.0 and only the text shows: numbers, escapes, a pipe at the beginning of a line; and what is not ASCII.</summary>
internal sealed partial class LaterTokens : IRule
{
    public IEnumerable<Finding> Judge(Script script, Context context)
    {
        TokenKind? before = null;
        foreach (var token in script.Tokens)
        {
            if (Since(token, before) is { } since) yield return new Finding("later-syntax", since, token.Extent);
            if (token.Text.Any(one => one > '~')) yield return new Finding("not-ascii", $"{token.Text}", token.Extent);
            if (token.Kind is not (TokenKind.Comment or TokenKind.LineContinuation)) before = token.Kind;
        }
    }

    private static string? Since(Token token, TokenKind? before) => token switch
    {
        { Kind: TokenKind.Pipe } when before == TokenKind.NewLine => "a line that begins with | came with 7.0",
        NumberToken when LaterNumber().IsMatch(token.Text) => "binary numbers and these suffixes came with 6.2 and 7.0",
        StringExpandableToken when LaterEscape().IsMatch(token.Text) => "the escapes `e and `u{} came with 6.0",
        _ => null,
    };

    [GeneratedRegex("^[+-]?0b|^[+-]?(?!0x)[0-9.]+(?:u|y|s|n|ul|uy|us)(?:[kmgtp]b)?$", RegexOptions.IgnoreCase)]
    private static partial Regex LaterNumber();

    [GeneratedRegex(@"(?<!`)(?:``)*`(?:e|u\{)")]
    private static partial Regex LaterEscape();
}
