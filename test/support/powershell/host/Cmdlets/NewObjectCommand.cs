using System.Collections;
using System.Management.Automation;

namespace Cscert.TestHost.Cmdlets;

/// <summary>New-Object without COM. The engine's own binder picks the constructor.</summary>
[Cmdlet(VerbsCommon.New, "Object")]
public sealed class NewObjectCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public string TypeName { get; set; } = "";

    [Parameter(Position = 1)]
    [Alias("Args")]
    public object[] ArgumentList { get; set; } = [];

    [Parameter]
    public IDictionary? Property { get; set; }

    protected override void EndProcessing()
    {
        var made = PSObject.AsPSObject(Construct(FindType()));
        foreach (DictionaryEntry one in Property ?? new Hashtable()) SetProperty(made, $"{one.Key}", one.Value);
        WriteObject(made);
    }

    private Type FindType() => LanguagePrimitives.TryConvertTo(TypeName, out Type found)
        ? found
        : throw Failure(
            new PSArgumentException($"Cannot find type [{TypeName}]: verify that the assembly containing this type is loaded."),
            "TypeNotFound", ErrorCategory.InvalidType);

    private object Construct(Type type)
    {
        // A value type has a constructor without parameters that is not declared.
        if (ArgumentList.Length == 0 && type.IsValueType) return Activator.CreateInstance(type)!;
        var script = ScriptBlock.Create("param($Type, $Arguments) , $Type::new.Invoke($Arguments)");
        try
        {
            return script.InvokeReturnAsIs(type, ArgumentList) is PSObject wrapped ? wrapped.BaseObject : throw new PSInvalidOperationException();
        }
        catch (RuntimeException problem) when (Cause(problem) is { } cause)
        {
            var wasCalled = cause is MethodInvocationException;
            throw Failure(cause, wasCalled ? "ConstructorInvokedThrowException" : "CannotFindAppropriateCtor",
                wasCalled ? ErrorCategory.InvalidOperation : ErrorCategory.ObjectNotFound);
        }
    }

    private static Exception? Cause(Exception problem)
    {
        for (Exception? one = problem; one is not null; one = one.InnerException)
            if (one is MethodException) return one;
        return problem;
    }

    private void SetProperty(PSObject made, string name, object? value)
    {
        if (made.BaseObject is PSCustomObject) made.Properties.Add(new PSNoteProperty(name, value));
        else if (made.Properties[name] is { } property) property.Value = value;
        else throw Failure(
            new PSInvalidOperationException($"The property '{name}' was not found for '{TypeName}' object. There is no settable property available."),
            "InvalidOperationException", ErrorCategory.InvalidOperation);
    }

    private Exception Failure(Exception problem, string id, ErrorCategory category)
    {
        ThrowTerminatingError(new ErrorRecord(problem, id, category, null));
        return problem;
    }
}
