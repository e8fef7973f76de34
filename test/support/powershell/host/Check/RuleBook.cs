using System.Text.Json;

namespace Cscert.TestHost.Check;

/// <summary>A command that scripts may call, with the parameters that they may give, and why.</summary>
internal sealed record AllowedCommand(string Name, string Reason, string[] Parameters, string[]? Required, int Positional, string[]? Files);

/// <summary>Something that a script must not name: a command, a member, a variable. `Files`, if given, may.</summary>
internal sealed record Forbidden(string Name, string Reason, string[]? Files);

/// <summary>Types that scripts may name, each with the static members that they may use; `Files`, if given, limits who may.</summary>
internal sealed record AllowedTypes(string Reason, string[]? Files, Dictionary<string, string[]> Types);

/// <summary>How many arguments a method takes on .NET Framework; of an object where no type is given. `OneCharacter`: a text as its first one is no longer.</summary>
internal sealed record MethodArguments(string Name, string? Type, int Max, bool OneCharacter, string Reason);

/// <summary>What a script must set before anything else.</summary>
internal sealed record EntryMode(string File, bool Strict);

internal sealed record FunctionLimit(string File, int Count);

/// <summary>The data of the checker: `script-rules.json`. The logic of each rule is in a class of its own.</summary>
internal sealed record RuleBook(
    Dictionary<string, string> Rules,
    AllowedCommand[] Commands,
    Forbidden[] ForbiddenCommands,
    Forbidden[] ForbiddenMembers,
    Forbidden[] ForbiddenVariables,
    AllowedTypes[] Types,
    MethodArguments[] MethodArguments,
    string[] GlobalVariables,
    string[] ScriptBlocksIn,
    EntryMode[] Modes,
    FunctionLimit[] FunctionLimits,
    string[] Secrets)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    public static RuleBook Read(string path) => JsonSerializer.Deserialize<RuleBook>(File.ReadAllText(path), Options)!;
}
