using System.Management.Automation;
using System.Management.Automation.Internal;

namespace Cscert.TestHost.Shell;

internal static class Plain
{
    /// <summary>Without the colours of PowerShell 7, which Windows PowerShell does not have.</summary>
    public static string Text(string value) =>
        value.Contains('\e') ? new StringDecorated(value).ToString(OutputRendering.PlainText) : value;
}
