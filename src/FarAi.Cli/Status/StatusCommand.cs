using System.CommandLine;
using System.Text.Json;
using FarAi.Cli.Grid;
using FarAi.ControlSilo;
using FarAi.Gateway.Status;
using Spectre.Console;

namespace FarAi.Cli.Status;

/// <summary><c>farai status</c>: what a running grid consists of.</summary>
internal static class StatusCommand
{
    private static readonly GridOptions Grid = new();

    private static readonly Option<bool> Json = new("--json") { Description = "Print the gateway's JSON." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("status", "Show nodes, triads and sessions of a running grid.") { Json };
        Grid.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, CancellationToken stop)
    {
        using var grid = Grid.Client(result);
        var status = await grid.StatusAsync(stop);
        if (result.GetValue(Json))
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(status, GridStatusJson.Default.GridStatus).AsMemory(), stop);
            return ExitCodes.Success;
        }

        var console = AnsiConsole.Console;
        // A pipe has no width of its own, and 80 columns would break every row; nor does it want colours.
        if (Console.IsOutputRedirected)
            (console.Profile.Width, console.Profile.Capabilities.Ansi) = (200, false);
        StatusTables.Write(console, status);
        return ExitCodes.Success;
    }
}
