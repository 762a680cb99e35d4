using System.Diagnostics;
using FarAi.Core.Sampling;
using FarAi.Inference;
using FarAi.Inference.Catalog;
using FarAi.Inference.Tokenization;

namespace FarAi.Cli.Bench;

/// <summary>The baseline: the same model, whole, in this process, one token at a time.</summary>
internal sealed class WholeModel(ServedModel model) : IDisposable
{
    private readonly LlamaShard _shard = LlamaShard.LoadWhole(model.Target.Directory);

    /// <summary>One generation with the same sampling as <see cref="BenchClient.Stream"/>.</summary>
    public BenchSample Generate(string prompt, int seed, int maxTokens)
    {
        var ids = model.ChatTemplate!.Encode(model.Tokenizer, [new ChatMessage("user", prompt)]);
        var tokens = new List<int>();
        var start = Stopwatch.GetTimestamp();
        var first = start;
        foreach (var token in new WholeModelGenerator(_shard).Generate(ids, new SamplingParameters(0.8, 1, 0, (ulong)seed), maxTokens, model.Config.EndTokens))
        {
            if (tokens.Count == 0)
                first = Stopwatch.GetTimestamp();
            tokens.Add(token);
        }

        return new BenchSample(
            tokens.Count - 1, Stopwatch.GetElapsedTime(first), Stopwatch.GetElapsedTime(start, first), model.Tokenizer.Decode(tokens.ToArray()), 0, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => _shard.Dispose();
}
