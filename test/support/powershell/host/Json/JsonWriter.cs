using System.Collections;
using System.Globalization;
using System.Text;

namespace Cscert.TestHost.Json;

/// <summary>Writes as the serializer of .NET Framework does, whose escapes and dates differ from everybody else's.</summary>
internal static class JsonWriter
{
    public static string Write(object? value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null: text.Append("null"); break;
            case bool one: text.Append(one ? "true" : "false"); break;
            case string or char or Guid: AppendString(text, $"{value}"); break;
            case Uri one: AppendString(text, one.OriginalString); break;
            case DateTime one: AppendDate(text, one.ToUniversalTime()); break;
            case DateTimeOffset one: AppendDate(text, one.UtcDateTime); break;
            case double one: text.Append(one.ToString("r", CultureInfo.InvariantCulture)); break;
            case float one: text.Append(one.ToString("r", CultureInfo.InvariantCulture)); break;
            case Dictionary<string, object?> names: AppendNames(text, names); break;
            case IList list: AppendList(text, list); break;
            case IConvertible number: text.Append(number.ToString(CultureInfo.InvariantCulture)); break;
            default: throw new InvalidOperationException($"no JSON for {value.GetType()}");
        }
    }

    private static void AppendNames(StringBuilder text, Dictionary<string, object?> names)
    {
        text.Append('{');
        foreach (var (name, value) in names)
        {
            if (text[^1] != '{') text.Append(',');
            AppendString(text, name);
            Append(text.Append(':'), value);
        }
        text.Append('}');
    }

    private static void AppendList(StringBuilder text, IList list)
    {
        text.Append('[');
        for (var index = 0; index < list.Count; index++) Append(index == 0 ? text : text.Append(','), list[index]);
        text.Append(']');
    }

    private static void AppendDate(StringBuilder text, DateTime utc) =>
        text.Append($"\"\\/Date({(utc - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond})\\/\"");

    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var one in value) text.Append(Escape(one));
        text.Append('"');
    }

    private static string Escape(char one) => one switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\f' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\'' or '<' or '>' or '&' or '\u0085' or '\u2028' or '\u2029' or < ' ' => $"\\u{(int)one:x4}",
        _ => one.ToString(),
    };
}
