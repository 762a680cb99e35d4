using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using FarAi.Core.Models;
using FarAi.Core.Sampling;
using FarAi.Core.Speculation;
using FarAi.Inference.Catalog;
using FarAi.Inference.Models;
using FarAi.Inference.Tokenization;
using FarAi.Simulation.Engine;

namespace FarAi.Simulation.Grid;

/// <summary>
/// A model without weights that behaves as one: each layer mixes its input with what it has cached of the positions before, so one
/// wrong input, one missing position or one stale cache anywhere changes every token that follows. Cut anywhere, it gives the
/// same output; and that output can be computed without any grid, by <see cref="Generate"/>.
/// </summary>
public sealed class SimulatedModel
{
    /// <summary>Layers, the grain of a cut.</summary>
    public const int Layers = 6;

    /// <summary>The token that ends a generation.</summary>
    public const int EndToken = 256;

    private const int FirstLetter = 'a';
    private const int Letters = 26;
    private const int EndPerMille = 4;
    private static readonly Lazy<Tokenizer> s_tokenizer = new(MakeTokenizer);
    private readonly ulong _salt;

    /// <summary>A model under an id; two releases of the same id give different outputs.</summary>
    public SimulatedModel(string id, string release)
    {
        _salt = StableHash.Of(StableHash.Of(id), StableHash.Of(release));
        var config = new ModelConfig
        {
            VocabularySize = EndToken + 1,
            HiddenSize = 4096,
            IntermediateSize = 11008,
            Layers = Layers,
            Heads = 32,
            KeyValueHeads = 8,
            HeadDimension = 128,
            MaxPositions = 4096,
            RmsNormEpsilon = 1e-5f,
            RopeTheta = 10_000,
            TieWordEmbeddings = false,
            EndTokens = ImmutableArray.Create(EndToken),
        };
        Served = new ServedModel
        {
            Id = id,
            Created = DateTimeOffset.UnixEpoch,
            Target = new ModelSource(id, $"/models/{id}", $"{id}@{release}"),
            Draft = new ModelSource(id + "/draft", $"/models/{id}-draft", $"{id}/draft@{release}"),
            Shape = new ModelShape([.. Enumerable.Repeat(512L << 20, Layers)], 128L << 20, 128L << 20, config.MaxPositions),
            Config = config,
            Tokenizer = s_tokenizer.Value,
            ChatTemplate = null,
        };
    }

    /// <summary>The model as the grid's catalog holds it.</summary>
    public ServedModel Served { get; }

    /// <summary>Weight bytes of the draft model.</summary>
    public static long DraftBytes => 256L << 20;

    /// <summary>What the target generates: at most <paramref name="most"/> tokens, ending after an end token or at the model's context.</summary>
    public (List<int> Tokens, FinishReason Finish) Generate(IReadOnlyList<int> prompt, SamplingParameters sampling, int most)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        var cache = new LayerCache(this, LayerRange.All(Layers));
        var hidden = 0ul;
        foreach (var token in prompt)
            hidden = cache.Append(Embed(token));
        List<int> tokens = [];
        while (true)
        {
            var token = Choose(hidden, sampling, prompt.Count + tokens.Count);
            tokens.Add(token);
            if (token == EndToken)
                return (tokens, FinishReason.Stop);
            if (tokens.Count == most || prompt.Count + tokens.Count == Served.Config.MaxPositions)
                return (tokens, FinishReason.Length);
            hidden = cache.Append(Embed(token));
        }
    }

    internal ulong Embed(int token) => StableHash.Of(_salt, (ulong)token);

    internal ulong Mix(int layer, ulong before, ulong input) => StableHash.Of(StableHash.Of(_salt + (ulong)layer, before), input);

    /// <summary>The target's choice for a position, given the last layer's output at the position before.</summary>
    internal int Choose(ulong hidden, SamplingParameters sampling, int position)
    {
        var draw = StableHash.Of(hidden ^ _salt, sampling.IsGreedy ? 0 : StableHash.Of(sampling.Seed, (ulong)position));
        return draw % 1000 < EndPerMille ? EndToken : FirstLetter + (int)((draw >> 32) % Letters);
    }

    /// <summary>What a draft model says instead: the target's choice with some probability, else another letter.</summary>
    internal int Draft(ulong hidden, SamplingParameters sampling, int position, double agreement)
    {
        var right = Choose(hidden, sampling, position);
        var draw = StableHash.Of(hidden + 1, sampling.Seed);
        return (draw >> 11) * (1.0 / (1ul << 53)) < agreement ? right : FirstLetter + ((right + 1) % Letters);
    }

    // Every byte is a token, and one more ends a generation; letters are enough for texts, so every prefix is whole UTF-8.
    private static Tokenizer MakeTokenizer()
    {
        var vocabulary = new Dictionary<string, int>();
        var extra = 0;
        for (var value = 0; value < 256; value++)
        {
            // GPT-2's alphabet: printable bytes stand for themselves, the others for code points from 256 on.
            var printable = value is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE and <= 0xFF;
            vocabulary[((char)(printable ? value : 256 + extra++)).ToString()] = value;
        }

        var json = JsonSerializer.Serialize(new
        {
            added_tokens = new[] { new { id = EndToken, content = "<|end|>", single_word = false, lstrip = false, rstrip = false, normalized = false, special = true } },
            pre_tokenizer = new { type = "ByteLevel", add_prefix_space = false, use_regex = true },
            decoder = new { type = "ByteLevel" },
            model = new { type = "BPE", vocab = vocabulary, merges = Array.Empty<string>() },
        });
        return Tokenizer.Parse(Encoding.UTF8.GetBytes(json));
    }
}
