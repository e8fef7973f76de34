using System.Management.Automation;
using Cscert.TestHost.Json;

namespace Cscert.TestHost.Cmdlets;

/// <summary>
/// ConvertTo-Json as Windows PowerShell 3.0 to 5.1 has it. Only -Compress: the other layout is for people, and a
/// script that forgot the switch should be found out.
/// </summary>
[Cmdlet(VerbsData.ConvertTo, "Json")]
public sealed class ConvertToJsonCommand : PSCmdlet
{
    /// <summary>What 5.1 allows at most; 3.0 and 4.0 have no such check.</summary>
    private const int MaxDepth = 100;

    private readonly List<object?> given = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Depth { get; set; } = 2;

    [Parameter(Mandatory = true)]
    public SwitchParameter Compress { get; set; }

    protected override void BeginProcessing()
    {
        if (Depth > MaxDepth) Fail($"The maximum depth allowed for serialization is {MaxDepth}.", "ReachedMaximumDepthAllowed");
    }

    protected override void ProcessRecord() => given.Add(InputObject);

    protected override void EndProcessing()
    {
        if (given.Count == 0) return;
        // Of one object from the pipeline nobody can tell that it was an array before.
        var whole = given.Count == 1 ? given[0] : given;
        try
        {
            var json = JsonWriter.Write(Projection.Of(whole, Depth));
            if (json.Length > JsonLimits.MaxLength) throw new InvalidOperationException(JsonLimits.TooLong);
            WriteObject(json);
        }
        catch (InvalidOperationException problem)
        {
            Fail(problem.Message, "JsonStringTooLong");
        }
    }

    private void Fail(string message, string id) =>
        ThrowTerminatingError(new ErrorRecord(new InvalidOperationException(message), id, ErrorCategory.InvalidOperation, null));
}
