using System.Text;

namespace Cscert.TestHost.Shell;

/// <summary>The standard streams as powershell.exe has them.</summary>
internal static class Wire
{
    /// <summary>
    /// Line ends of Windows, so that nobody relies on a bare line feed; and where CSCERT_TEST_CODE_PAGE names one (850,
    /// 932, …), texts in that code page, as a server has one that nobody chose.
    /// </summary>
    public static void SetUp()
    {
        if (Environment.GetEnvironmentVariable("CSCERT_TEST_CODE_PAGE") is { Length: > 0 } page)
        {
            Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
            Console.InputEncoding = Console.OutputEncoding = Encoding.GetEncoding(int.Parse(page));
        }
        Console.Out.NewLine = Console.Error.NewLine = "\r\n";
    }
}
