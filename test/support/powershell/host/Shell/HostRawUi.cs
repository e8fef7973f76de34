using System.Management.Automation.Host;

namespace Cscert.TestHost.Shell;

/// <summary>A screen that is not there: 80 columns, which is what powershell.exe takes without a console.</summary>
internal sealed class HostRawUi : PSHostRawUserInterface
{
    private static NotSupportedException NoScreen => new("there is no console");

    public override Size BufferSize { get; set; } = new(80, 3000);
    public override Size WindowSize { get; set; } = new(80, 25);
    public override Size MaxPhysicalWindowSize => new(80, 25);
    public override Size MaxWindowSize => new(80, 25);
    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;
    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;
    public override Coordinates CursorPosition { get; set; }
    public override Coordinates WindowPosition { get; set; }
    public override int CursorSize { get; set; } = 25;
    public override bool KeyAvailable => false;
    public override string WindowTitle { get; set; } = "";

    public override void FlushInputBuffer() { }
    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw NoScreen;
    public override KeyInfo ReadKey(ReadKeyOptions options) => throw NoScreen;
    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw NoScreen;
    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) { }
    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw NoScreen;
}
