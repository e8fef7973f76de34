using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace Cscert.TestHost.Json;

/// <summary>
/// What ConvertTo-Json makes of an object before it is written: null, a primitive, a list, or names with values. What
/// lies deeper than it may becomes a string without a word, as in Windows PowerShell.
/// </summary>
internal static class Projection
{
    public static object? Of(object? given, int depth) => Of(given, 0, depth);

    private static object? Of(object? given, int level, int depth)
    {
        var wrapped = given as PSObject;
        var value = wrapped is null ? given : wrapped.BaseObject;
        if (value is null or DBNull || value == System.Management.Automation.Internal.AutomationNull.Value) return null;
        if (Primitive(value) is { } primitive) return WithExtra(primitive, wrapped, level, depth);
        if (level > depth) return TextOf(wrapped, value);
        return WithExtra(Structure(value, wrapped, level, depth), wrapped, level, depth);
    }

    private static object? Primitive(object value) => value switch
    {
        string or char or bool or DateTime or DateTimeOffset or Guid or Uri or double or float or decimal => value,
        Enum one => Enum.GetUnderlyingType(one.GetType()) is { } type && (type == typeof(long) || type == typeof(ulong))
            ? one.ToString()
            : Convert.ChangeType(one, Enum.GetUnderlyingType(one.GetType()), CultureInfo.InvariantCulture),
        _ => value.GetType().IsPrimitive ? value : null,
    };

    private static object Structure(object value, PSObject? wrapped, int level, int depth) => value switch
    {
        IDictionary dictionary => Names(dictionary, level, depth),
        IEnumerable list => (from object? one in list select Of(one, level + 1, depth)).ToList(),
        PSCustomObject => Members(wrapped!.Properties, level, depth),
        _ => Members(new PSObject(value).Properties.Where(one => one is PSProperty), level, depth),
    };

    private static Dictionary<string, object?> Names(IDictionary dictionary, int level, int depth)
    {
        var names = new Dictionary<string, object?>();
        foreach (DictionaryEntry one in dictionary)
        {
            if (one.Key is not string name)
                throw new InvalidOperationException(
                    $"The type '{dictionary.GetType().FullName}' is not supported for serialization or deserialization of a dictionary. Keys must be strings.");
            names[name] = Of(one.Value, level + 1, depth);
        }
        return names;
    }

    private static Dictionary<string, object?> Members(IEnumerable<PSPropertyInfo> properties, int level, int depth)
    {
        var members = new Dictionary<string, object?>();
        foreach (var one in properties) members[one.Name] = Of(Read(one), level + 1, depth);
        return members;
    }

    private static object? Read(PSPropertyInfo property)
    {
        try { return property.IsGettable ? property.Value : null; }
        catch (GetValueException) { return null; }
    }

    private static string TextOf(PSObject? wrapped, object value) =>
        LanguagePrimitives.ConvertTo<string>(value is PSCustomObject ? wrapped : value);

    /// <summary>
    /// What a wrapped object bears besides its own: `value` and the added properties. Every array has the added
    /// property Count in Windows PowerShell, so a wrapped one is no longer an array in the JSON.
    /// </summary>
    private static object WithExtra(object made, PSObject? wrapped, int level, int depth)
    {
        if (wrapped is null || wrapped.BaseObject is PSCustomObject) return made;
        var extra = Members(wrapped.Properties.Where(one => one is not PSProperty), level, depth);
        if (wrapped.BaseObject is Array array) extra["Count"] = array.Length;
        if (extra.Count == 0) return made;
        var all = made as Dictionary<string, object?> ?? new Dictionary<string, object?> { ["value"] = made };
        foreach (var (name, value) in extra) all.TryAdd(name, value);
        return all;
    }
}
