using System.Management.Automation;

namespace Cscert.TestHost.Shell;

/// <summary>
/// Standard error as text, or as the CLIXML that powershell.exe writes when it is given an encoded command and no
/// -OutputFormat: then even progress records appear there.
/// </summary>
internal sealed class ErrorStream(bool asXml)
{
    private bool begun;

    public void Error(string text)
    {
        if (asXml) WriteXml("Error", text + "\r\n");
        else Console.Error.WriteLine(text);
    }

    public void Progress(long sourceId, ProgressRecord record)
    {
        if (!asXml) return;
        var data = new PSObject();
        data.Properties.Add(new PSNoteProperty("SourceId", sourceId));
        data.Properties.Add(new PSNoteProperty("Record", record));
        WriteXml("progress", data);
    }

    private void WriteXml(string stream, object value)
    {
        if (!begun) Console.Error.WriteLine("#< CLIXML");
        begun = true;
        Console.Error.Write(PSSerializer.Serialize(value).ReplaceLineEndings("").Replace("<S>", $"<S S=\"{stream}\">").Replace("<Obj ", $"<Obj S=\"{stream}\" "));
    }
}
