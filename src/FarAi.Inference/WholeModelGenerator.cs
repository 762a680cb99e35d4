using FarAi.Core.Sampling;
using FarAi.Inference.Sampling;

namespace FarAi.Inference;

/// <summary>
/// Plain decoding in one process, one token at a time: the reference that every speculative, sharded or interrupted run must equal
/// token by token.
/// </summary>
public sealed class WholeModelGenerator
{
    private readonly IShard _model;
    private readonly CoupledSampler _sampler;

    /// <summary>Decodes with <paramref name="model"/>, which must be a whole one and stays the caller's.</summary>
    public WholeModelGenerator(IShard model)
    {
        if (!model.IsHead || !model.IsTail)
        {
            throw new ArgumentException("The reference needs a whole model, not a shard.", nameof(model));
        }

        _model = model;
        _sampler = new CoupledSampler(model.Config.VocabularySize);
    }

    /// <summary>The tokens that follow <paramref name="prompt"/>.</summary>
    /// <param name="prompt">At least one token.</param>
    /// <param name="sampling">How tokens are chosen.</param>
    /// <param name="maxTokens">Most tokens to generate; prompt and generation together never exceed the model's context.</param>
    /// <param name="endTokens">Tokens that end the generation; the one met is yielded last. Null: none.</param>
    public IEnumerable<int> Generate(IReadOnlyList<int> prompt, SamplingParameters sampling, int maxTokens, IReadOnlyCollection<int>? endTokens = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(prompt.Count, nameof(prompt));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prompt.Count, _model.Config.MaxPositions, nameof(prompt));
        return Decode([.. prompt], sampling, maxTokens, endTokens ?? []);
    }

    private IEnumerable<int> Decode(int[] prompt, SamplingParameters sampling, int maxTokens, IReadOnlyCollection<int> endTokens)
    {
        int width = _model.Config.HiddenSize;
        long end = Math.Min((long)prompt.Length + Math.Max(0, maxTokens), _model.Config.MaxPositions);
        if (prompt.Length >= end)
        {
            yield break;
        }

        float[] hidden = new float[prompt.Length * width];
        float[] logits = new float[_model.Config.VocabularySize];
        KeyValueCache cache = _model.CreateCache();
        int[] one = new int[1];

        Step(cache, prompt, 0, hidden);
        _model.Logits(hidden.AsSpan(hidden.Length - width), logits);
        for (int position = prompt.Length; position < end; position++)
        {
            one[0] = _sampler.Choose(logits, sampling, position);
            yield return one[0];
            if (position + 1 == end || endTokens.Contains(one[0]))
            {
                yield break;
            }

            Step(cache, one, position, hidden.AsSpan(0, width));
            _model.Logits(hidden.AsSpan(0, width), logits);
        }
    }

    private void Step(KeyValueCache cache, ReadOnlySpan<int> tokens, int position, Span<float> hidden)
    {
        _model.Embed(tokens, hidden);
        _model.Forward([new Segment(cache, position, tokens.Length)], hidden);
    }
}
