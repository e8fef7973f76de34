using System.Management.Automation.Language;

namespace Cscert.TestHost.Check;

/// <summary>What a rule found, and where: line and column begin with 1.</summary>
internal sealed record Finding(string Rule, string Message, IScriptExtent Where)
{
    public Finding(string rule, string message, Ast where) : this(rule, message, where.Extent) { }
}
