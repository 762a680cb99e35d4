using System.Globalization;
using Spectre.Console;

namespace FarAi.Cli.Up;

/// <summary>One line that changes in place, with a spinner: for people.</summary>
internal sealed class LiveProgress(IAnsiConsole console) : IProgressDisplay
{
    private StatusContext? _context;

    public Task RunAsync(Func<IProgressDisplay, Task> work) => console.Status().Spinner(Spinner.Known.Dots).StartAsync("starting", async context =>
    {
        _context = context;
        await work(this);
    });

    public void Show(string line) => _context?.Status(Markup.Escape(line));

    public void Note(string line) => console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[yellow]{line}[/]");
}
