using System.Management.Automation.Language;

namespace Cscert.TestHost.Check;

/// <summary>A script as the parser sees it. Its name is that of the file, by which rules make exceptions.</summary>
internal sealed record Script(string Path, string Name, ScriptBlockAst Ast, Token[] Tokens, ParseError[] Errors)
{
    public static Script Read(string path)
    {
        var ast = Parser.ParseFile(path, out var tokens, out var errors);
        return new(path, System.IO.Path.GetFileName(path), ast, tokens, errors);
    }

    public IEnumerable<T> All<T>() where T : Ast => Ast.FindAll(one => one is T, searchNestedScriptBlocks: true).Cast<T>();

    /// <summary>Whether the script is among those that may; everybody when none is named.</summary>
    public bool IsAmong(string[]? files) => files is null || files.Contains(Name, StringComparer.OrdinalIgnoreCase);
}
