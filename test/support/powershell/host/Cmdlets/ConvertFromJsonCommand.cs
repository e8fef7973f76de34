using System.Management.Automation;
using Cscert.TestHost.Json;

namespace Cscert.TestHost.Cmdlets;

/// <summary>
/// ConvertFrom-Json as Windows PowerShell 3.0 to 5.1 has it: an array comes out as one object, ISO dates stay strings,
/// and there are neither -AsHashtable nor -Depth.
/// </summary>
[Cmdlet(VerbsData.ConvertFrom, "Json")]
public sealed class ConvertFromJsonCommand : PSCmdlet
{
    private readonly List<string> given = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    public string InputObject { get; set; } = "";

    protected override void ProcessRecord() => given.Add(InputObject);

    protected override void EndProcessing()
    {
        // Several strings are the lines of one text, unless the first of them is a whole one.
        if (given.Count > 1 && !IsWhole(given[0])) Convert(string.Join(Environment.NewLine, given));
        else given.ForEach(Convert);
    }

    private static bool IsWhole(string text)
    {
        try
        {
            JsonReader.Read(text);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private void Convert(string text)
    {
        if (text.Length == 0) return;
        try
        {
            WriteObject(JsonReader.Read(text), enumerateCollection: false);
        }
        catch (ArgumentException problem)
        {
            ThrowTerminatingError(new ErrorRecord(problem, "System.ArgumentException", ErrorCategory.NotSpecified, null));
        }
        catch (InvalidOperationException problem)
        {
            ThrowTerminatingError(new ErrorRecord(problem, "DuplicateKeysInJsonString", ErrorCategory.InvalidOperation, null));
        }
    }
}
