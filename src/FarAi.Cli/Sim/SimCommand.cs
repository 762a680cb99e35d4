using System.CommandLine;

namespace FarAi.Cli.Sim;

/// <summary><c>farai sim</c>: a whole grid on virtual time, from a seed.</summary>
internal static class SimCommand
{
    /// <summary>From here on the grid is simulated without sessions, for its size alone.</summary>
    public const int ScaleFrom = 5_000;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var scenario = new Option<string>("--scenario")
        {
            Description = "grid: machines, clients and faults at random; failover: many sessions, and each loss that a grid must survive, one after the other.",
            DefaultValueFactory = _ => "grid",
        };
        scenario.AcceptOnlyFromAmong("grid", "failover");
        var sessions = new Option<int>("--sessions") { Description = "Sessions at any time, of the failover scenario.", DefaultValueFactory = _ => 200 };
        var nodes = new Option<int>("--nodes") { Description = $"Machines. From {ScaleFrom:N0} on they join, report and vanish, and no sessions run.", DefaultValueFactory = _ => 12 };
        var hours = new Option<double>("--hours") { Description = "Virtual hours under load.", DefaultValueFactory = _ => 0.25 };
        var seed = new Option<ulong>("--seed") { Description = "Where all randomness comes from.", DefaultValueFactory = _ => 1 };
        var seeds = new Option<int>("--seeds") { Description = "Runs so many seeds, from --seed on.", DefaultValueFactory = _ => 1 };
        var chaos = new Option<string>("--chaos") { Description = "What goes wrong: none, mild or harsh.", DefaultValueFactory = _ => "mild" };
        chaos.AcceptOnlyFromAmong("none", "mild", "harsh");
        var standby = new Option<string>("--standby") { Description = "What standbys do: cold or hot.", DefaultValueFactory = _ => "cold" };
        standby.AcceptOnlyFromAmong("cold", "hot");
        var replay = new Option<bool>("--replay") { Description = "Runs each seed twice and compares the traces." };
        var trace = new Option<bool>("--trace") { Description = "Prints every event." };
        nodes.Validators.Add(result => Check(result.GetValueOrDefault<int>() is >= 6 and <= 10_000_000, result, "--nodes must be 6 to 10000000: a triad, a standby and scouts"));
        hours.Validators.Add(result => Check(result.GetValueOrDefault<double>() is > 0 and <= 1000, result, "--hours must be above 0, at most 1000"));
        sessions.Validators.Add(result => Check(result.GetValueOrDefault<int>() is >= 1 and <= 10_000, result, "--sessions must be 1 to 10000"));
        seeds.Validators.Add(result => Check(result.GetValueOrDefault<int>() is >= 1 and <= 1_000_000, result, "--seeds must be 1 to 1000000"));
        var command = new Command("sim", "Simulates a grid on virtual time: machines, links, clients, faults; checks what must always hold. Repeats exactly from a seed.")
        {
            scenario, nodes, sessions, hours, seed, seeds, chaos, standby, replay, trace,
        };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(Run(
            new SimSettings(
                parsed.GetValue(scenario)!, parsed.GetValue(nodes), parsed.GetValue(sessions), TimeSpan.FromHours(parsed.GetValue(hours)), parsed.GetValue(seed), parsed.GetValue(seeds), parsed.GetValue(chaos)!, parsed.GetValue(standby)!,
                parsed.GetValue(replay), parsed.GetValue(trace)),
            Console.Out,
            cancellationToken)));
        return command;
    }

    private static void Check(bool holds, System.CommandLine.Parsing.OptionResult result, string rule)
    {
        if (!holds)
            result.AddError(rule);
    }

#if GRAINHOST_ORLEANS
    private static int Run(SimSettings settings, TextWriter output, CancellationToken cancellationToken)
    {
        _ = (settings, cancellationToken);
        output.WriteLine("This build runs on Microsoft Orleans, which can't replay from a seed. Build with -p:GrainHost=InProcess (the default) to simulate.");
        return 2;
    }
#else
    private static int Run(SimSettings settings, TextWriter output, CancellationToken cancellationToken) => settings.Scenario == "failover" ? FailoverRun.Run(settings, output, cancellationToken)
        : settings.Nodes >= ScaleFrom ? ScaleRun.Run(settings, output)
        : GridRun.Run(settings, output, cancellationToken);
#endif
}
