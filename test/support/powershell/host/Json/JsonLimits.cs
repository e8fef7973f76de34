namespace Cscert.TestHost.Json;

/// <summary>
/// The serializer of .NET Framework takes 2,097,152 characters at most unless told otherwise. Windows PowerShell 3.0
/// and 4.0 do not tell it, 5.1 does; the stand-ins keep to the older ones.
/// </summary>
internal static class JsonLimits
{
    public const int MaxLength = 2_097_152;

    public const string TooLong =
        "Error during serialization or deserialization using the JSON JavaScriptSerializer. The length of the string exceeds the value set on the maxJsonLength property.";
}
