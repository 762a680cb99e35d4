using System.Globalization;
using FarAi.Inference.Catalog;

namespace FarAi.Cli.Bench;

/// <summary>
/// Measures decoding: the whole model in this process, the sharded triad without speculation, and with adaptive speculation.
/// The three take turns, prompt by prompt, with the same seeds; every output must be the same text.
/// </summary>
internal sealed class DecodeBench(ServedModel model, TextWriter output)
{
    private static readonly string[] Prompts =
    [
        "Tell me a story about a fox named Pip and a lantern.",
        "Write a short story about friendship.",
        "How does speculative decoding work?",
        "Tell me a story about a robot and a lighthouse.",
    ];

    /// <summary>Runs the scenarios and prints a table; false where a target was missed or an output differed.</summary>
    public async Task<bool> Run(IReadOnlyList<DecodeScenario> scenarios, int runs, int maxTokens, CancellationToken cancellationToken)
    {
        using var whole = new WholeModel(model);
        foreach (var prompt in Prompts)
            whole.Generate(prompt, 0, maxTokens); // warms the kernels up
        var good = true;
        output.WriteLine($"{runs} runs x {Prompts.Length} prompts, up to {maxTokens} tokens, temperature 0.8; tokens/s while decoding: median [lowest–highest]");
        foreach (var scenario in scenarios)
            good &= await Run(scenario, whole, runs, maxTokens, cancellationToken);
        return good;
    }

    private async Task<bool> Run(DecodeScenario scenario, WholeModel whole, int runs, int maxTokens, CancellationToken cancellationToken)
    {
        await using var grid = await GridProcess.Start(scenario.RoundTripMilliseconds / 2, scenario.DraftErrorRate, cancellationToken);
        using var client = new BenchClient(grid.Address);
        foreach (var prompt in Prompts)
        {
            await client.Stream(prompt, 0, maxTokens, "off", cancellationToken);
            await client.Stream(prompt, 0, maxTokens, "adaptive", cancellationToken);
        }

        var (wholes, plains, adaptives) = (new List<BenchSample>(), new List<BenchSample>(), new List<BenchSample>());
        var same = true;
        for (var run = 0; run < runs; run++)
        {
            foreach (var (prompt, i) in Prompts.Select((p, i) => (p, i)))
            {
                var seed = 1 + (run * Prompts.Length) + i;
                wholes.Add(whole.Generate(prompt, seed, maxTokens));
                plains.Add(await client.Stream(prompt, seed, maxTokens, "off", cancellationToken));
                adaptives.Add(await client.Stream(prompt, seed, maxTokens, "adaptive", cancellationToken));
                same &= wholes[^1].Text == plains[^1].Text && plains[^1].Text == adaptives[^1].Text;
            }
        }

        return Report(scenario, wholes, plains, adaptives, runs) & Same(same);
    }

    private bool Report(DecodeScenario scenario, List<BenchSample> wholes, List<BenchSample> plains, List<BenchSample> adaptives, int runs)
    {
        var ratio = Spread.Of(PerRun(adaptives, runs).Zip(PerRun(plains, runs), (a, p) => a / p));
        var added = Spread.Of(PerRun(plains, runs).Zip(PerRun(wholes, runs), (p, w) => 1000 / p - 1000 / w));
        var (accepted, drafted) = (adaptives.Sum(s => s.Accepted), adaptives.Sum(s => s.Drafted));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            {scenario.Name}
              whole model, in process   {Spread.Of(PerRun(wholes, runs)).Show("0")} tokens/s
              triad, gamma 0            {Spread.Of(PerRun(plains, runs)).Show("0")} tokens/s, first token {Spread.Of(plains.Select(s => s.FirstToken.TotalMilliseconds)).Show("0.0")} ms
              triad, adaptive           {Spread.Of(PerRun(adaptives, runs)).Show("0")} tokens/s, first token {Spread.Of(adaptives.Select(s => s.FirstToken.TotalMilliseconds)).Show("0.0")} ms
              grid adds per token       {added.Show("0.00")} ms (gamma 0 against whole)
              adaptive / gamma 0        {ratio.Show("0.00")} (target >= {scenario.LeastRatio:0.00}: {(ratio.Median >= scenario.LeastRatio ? "met" : "MISSED")})
              drafts accepted           {accepted} of {drafted} ({(drafted == 0 ? 0 : 100.0 * accepted / drafted):0.0} % of those verified)
            """));
        return ratio.Median >= scenario.LeastRatio;
    }

    private bool Same(bool same)
    {
        output.WriteLine(same ? "  outputs                   all three the same, token for token" : "  outputs                   DIFFER");
        return same;
    }

    /// <summary>Tokens per second of each run, all prompts together.</summary>
    private static IEnumerable<double> PerRun(List<BenchSample> samples, int runs) =>
        samples.Chunk(samples.Count / runs).Select(run => run.Sum(s => s.Tokens) / run.Sum(s => s.Decode.TotalSeconds));
}
