using System.CommandLine;
using FarAi.Cli.Grid;
using FarAi.Cluster;

namespace FarAi.Cli.Events;

/// <summary><c>farai events</c>: what happened in a running grid, and with <c>--follow</c> what happens.</summary>
internal static class EventsCommand
{
    private static readonly GridOptions Grid = new();

    private static readonly Option<bool> Follow = new("--follow") { Description = "Wait for what comes; Ctrl-C ends." };

    private static readonly Option<int> Last = BoundedOption.Create("--last", "How many of the events so far are shown.", 100, 0, 1_000_000);

    private static readonly Option<string?> AdminKey = new("--admin-key") { Description = "The operators' key, where the grid has one; also FARAI_ADMIN_KEY." };

    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object per line." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("events", "Show what happened in a running grid: nodes, triads, sessions, and failovers with their timelines.") { Follow, Last, AdminKey, Json };
        Grid.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, CancellationToken stop)
    {
        var key = result.GetValue(AdminKey) ?? (Environment.GetEnvironmentVariable("FARAI_ADMIN_KEY") is { Length: > 0 } known ? known : null);
        using var grid = Grid.Client(result, key);
        var time = TimeProvider.System;
        var json = result.GetValue(Json);
        var output = Console.Out;
        await foreach (var (happened, text) in new EventSource(grid, time).ReadAsync(result.GetValue(Last), result.GetValue(Follow), stop))
        {
            await output.WriteLineAsync((json ? text : EventLine.Of(happened, time.LocalTimeZone)).AsMemory(), stop);
            await output.FlushAsync(stop);
        }

        return ExitCodes.Success;
    }
}
