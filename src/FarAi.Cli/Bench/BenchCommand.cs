using System.CommandLine;
using FarAi.Inference.Catalog;

namespace FarAi.Cli.Bench;

/// <summary><c>farai bench</c>: measurements that print a ratio against a baseline of the same run.</summary>
internal static class BenchCommand
{
    /// <summary>The command.</summary>
    /// <param name="findModel">The bundled target's directory, or the one beside which a draft lies.</param>
    public static Command Create(Func<(string Target, string Draft)> findModel)
    {
        var runs = new Option<int>("--runs") { Description = "Runs of each way; they take turns.", DefaultValueFactory = _ => 5 };
        var tokens = new Option<int>("--tokens") { Description = "Most tokens of a generation.", DefaultValueFactory = _ => 160 };
        var degraded = new Option<double>("--degraded-error-rate")
        {
            Description = "Share of drafts that the degraded scout replaces; 0.36 brings the bundled draft to an acceptance of about 0.6.",
            DefaultValueFactory = _ => 0.36,
        };
        var roundTrips = new Option<double[]>("--rtt")
        {
            Description = "Injected round trips of every link, milliseconds.",
            DefaultValueFactory = _ => [0, 20, 60],
            AllowMultipleArgumentsPerToken = true,
        };
        var drafts = new Option<string>("--draft") { Description = "Which scouts: bundled, degraded, or both.", DefaultValueFactory = _ => "both" };
        drafts.AcceptOnlyFromAmong("bundled", "degraded", "both");
        var decode = new Command("decode", "Tokens per second: whole model, triad without speculation, triad with adaptive speculation.") { runs, tokens, drafts, degraded, roundTrips };
        decode.SetAction(async (parsed, cancellationToken) =>
        {
            var (target, draft) = findModel();
            var errorRate = parsed.GetValue(degraded);
            var scenarios =
                from rate in parsed.GetValue(drafts) switch { "bundled" => (double[])[0], "degraded" => [errorRate], _ => [0, errorRate] }
                from roundTrip in parsed.GetValue(roundTrips)!
                select new DecodeScenario(
                    $"{(roundTrip == 0 ? "loopback" : $"{roundTrip:0} ms round trip on every link")}, {(rate == 0 ? "bundled draft" : "degraded draft")}",
                    roundTrip, rate, roundTrip == 0 ? 0.95 : rate == 0 ? 2.5 : 1.5);
            var bench = new DecodeBench(ModelCatalog.Read("far-tiny", target, draft), Console.Out);
            return await bench.Run([.. scenarios], parsed.GetValue(runs), parsed.GetValue(tokens), cancellationToken) ? 0 : 1;
        });
        var streams = new Option<int>("--streams") { Description = "Streams at once.", DefaultValueFactory = _ => 8 };
        var delays = new Option<double[]>("--rtt")
        {
            Description = "Injected round trips of every link, milliseconds.",
            DefaultValueFactory = _ => [0, 20],
            AllowMultipleArgumentsPerToken = true,
        };
        var protection = new Command("protection", "What standbys cost while nothing fails: cold, warm and hot, throughput and bytes.") { runs, tokens, streams, delays };
        protection.SetAction(async (parsed, cancellationToken) => await new ProtectionBench(Console.Out).Run(
            parsed.GetValue(streams), parsed.GetValue(runs), parsed.GetValue(tokens), parsed.GetValue(delays)!, cancellationToken) ? 0 : 1);
        return new Command("bench", "Measurements against a baseline in the same run.") { decode, protection };
    }
}
