using System.Globalization;
using System.Management.Automation;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Cscert.TestHost.Json;

/// <summary>
/// Reads as the serializer of .NET Framework does, for JSON that is valid: numbers are int, long, decimal or double;
/// only a date with escaped slashes is a date.
/// </summary>
internal static partial class JsonReader
{
    /// <summary>Throws ArgumentException for what is no JSON or too long, InvalidOperationException for names that differ in case only.</summary>
    public static object? Read(string text)
    {
        if (text.Length > JsonLimits.MaxLength) throw new ArgumentException(JsonLimits.TooLong);
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 100 });
            return Value(document.RootElement);
        }
        catch (JsonException problem)
        {
            throw new ArgumentException($"Invalid JSON primitive: {problem.Message}");
        }
    }

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => Names(element),
        JsonValueKind.Array => element.EnumerateArray().Select(Value).ToArray(),
        JsonValueKind.String => Text(element),
        JsonValueKind.Number => Number(element.GetRawText()),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static PSObject Names(JsonElement element)
    {
        var made = new PSObject();
        foreach (var one in element.EnumerateObject())
        {
            if (made.Properties[one.Name] is { } other)
            {
                if (other.Name != one.Name)
                    throw new InvalidOperationException(
                        $"Cannot convert the JSON string because a dictionary that was converted from the string contains the duplicated keys '{other.Name}' and '{one.Name}'.");
                other.Value = Value(one.Value);
            }
            else made.Properties.Add(new PSNoteProperty(Named(one.Name), Value(one.Value)));
        }
        return made;
    }

    private static string Named(string name) => name != ""
        ? name
        : throw new InvalidOperationException("The provided JSON includes a property whose name is an empty string.");

    private static object Text(JsonElement element)
    {
        var date = Date().Match(element.GetRawText());
        return date.Success
            ? DateTime.UnixEpoch.AddMilliseconds(long.Parse(date.Groups[1].Value, CultureInfo.InvariantCulture))
            : element.GetString()!;
    }

    [GeneratedRegex(@"^""\\/Date\((-?[0-9]+)(?:[a-zA-Z]|[+-][0-9]{4})?\)\\/""$")]
    private static partial Regex Date();

    private static object Number(string text)
    {
        var culture = CultureInfo.InvariantCulture;
        if (text.Contains('e', StringComparison.OrdinalIgnoreCase)) return double.Parse(text, culture);
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var small)) return small;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var large)) return large;
        return decimal.TryParse(text, NumberStyles.Number, culture, out var exact) ? exact : double.Parse(text, culture);
    }
}
