using System.CommandLine;
using System.Globalization;
using FarAi.Cli.Grid;
using FarAi.ControlSilo;
using Spectre.Console;

namespace FarAi.Cli.Chat;

/// <summary><c>farai chat</c>: a conversation in the terminal, or one question per line of a pipe.</summary>
internal static class ChatCommand
{
    private static readonly GridOptions Grid = new();

    private static readonly Option<string?> Model = new("--model") { Description = "The model's id (default: the grid's first)." };

    private static readonly Option<double?> Temperature = new("--temperature") { Description = "0 to 2; 0 always takes the likeliest token." };

    private static readonly Option<int?> MaxTokens = new("--max-tokens") { Description = "Longest answer, tokens." };

    private static readonly Option<long?> Seed = new("--seed") { Description = "The same seed gives the same answers." };

    private static readonly Option<string?> System = new("--system") { Description = "A system message." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("chat", "Chat with a running grid; /reset forgets, /quit ends.") { Model, Temperature, MaxTokens, Seed, System };
        Grid.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, CancellationToken stop)
    {
        var settings = new ChatSettings(result.GetValue(Model), result.GetValue(Temperature), result.GetValue(MaxTokens), result.GetValue(Seed), result.GetValue(System));
        using var grid = Grid.Client(result);
        var client = new ChatClient(grid, settings, TimeProvider.System);
        var model = await client.ModelAsync(stop);
        var interactive = !Console.IsInputRedirected;
        // A pipe has no width of its own and wants no colours.
        if (Console.IsOutputRedirected)
            (AnsiConsole.Profile.Width, AnsiConsole.Profile.Capabilities.Ansi) = (200, false);
        if (interactive)
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[grey]{model} at {grid.Url}; /reset forgets the conversation, /quit ends[/]");
        return await TalkAsync(client, model, settings.System, interactive, stop);
    }

    private static async Task<int> TalkAsync(ChatClient client, string model, string? system, bool interactive, CancellationToken stop)
    {
        var turns = Opening(system);
        for (; ; )
        {
            if (interactive)
                AnsiConsole.Markup("[bold]> [/]");
            // The console's reader blocks; on the pool Ctrl-C still ends the wait.
            var line = await Task.Run(Console.In.ReadLine, stop).WaitAsync(stop);
            switch (line?.Trim())
            {
                case null or "/quit" or "/exit":
                    return ExitCodes.Success;
                case "":
                    continue;
                case "/reset":
                    turns = Opening(system);
                    continue;
            }

            turns.Add(new ChatTurn("user", line));
            try
            {
                var (text, figures) = await client.AskAsync(model, turns, Write, stop);
                turns.Add(new ChatTurn("assistant", text));
                Console.Out.WriteLine();
                AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[grey]{figures}[/]");
            }
            catch (StartFailedException exception) when (interactive)
            {
                // The conversation goes on without the question that failed.
                turns.RemoveAt(turns.Count - 1);
                AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[red]{exception.Message}[/]");
            }
        }
    }

    private static List<ChatTurn> Opening(string? system) => system is null ? [] : [new ChatTurn("system", system)];

    private static void Write(string text)
    {
        Console.Out.Write(text);
        Console.Out.Flush();
    }
}
