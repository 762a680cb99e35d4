using System.Collections.Immutable;

namespace FarAi.Inference.Models;

/// <summary>A model's config.json (and generation_config.json), parsed and checked. Hugging Face layout, Llama family.</summary>
public sealed record ModelConfig
{
    /// <summary>Tokens that the model knows; 1 to 2²⁰.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Width of the residual stream; 1 to 65,536.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width of the gated feed-forward layer; 1 to 2²⁰.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Transformer layers; 1 to 1,024.</summary>
    public required int Layers { get; init; }

    /// <summary>Query heads; 1 to 1,024.</summary>
    public required int Heads { get; init; }

    /// <summary>Key and value heads; divides <see cref="Heads"/>.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Width of a head; even, 2 to 1,024. Heads × width may differ from <see cref="HiddenSize"/>.</summary>
    public required int HeadDimension { get; init; }

    /// <summary>Longest sequence in tokens; 1 to 2²⁰.</summary>
    public required int MaxPositions { get; init; }

    /// <summary>Added to the mean square before the root; above 0, at most 1.</summary>
    public required float RmsNormEpsilon { get; init; }

    /// <summary>Base of the rotary frequencies; at least 1.</summary>
    public required double RopeTheta { get; init; }

    /// <summary>Stretching of the rotary frequencies, or null.</summary>
    public RopeScaling? RopeScaling { get; init; }

    /// <summary>Whether the output layer is the embedding.</summary>
    public required bool TieWordEmbeddings { get; init; }

    /// <summary>Whether the query, key and value projections have a bias (Qwen2, or attention_bias).</summary>
    public bool AttentionBias { get; init; }

    /// <summary>Whether attention's output projection has a bias (attention_bias of the Llama kind).</summary>
    public bool AttentionOutputBias { get; init; }

    /// <summary>Tokens that end a generation: the union of both files' eos_token_id, in ascending order.</summary>
    public required ImmutableArray<int> EndTokens { get; init; }

    /// <summary>Width of all key (or value) heads together.</summary>
    public int KeyValueSize => KeyValueHeads * HeadDimension;

    /// <summary>Width of all query heads together.</summary>
    public int QuerySize => Heads * HeadDimension;

    /// <summary>Reads <c>config.json</c> and, where it exists, <c>generation_config.json</c>.</summary>
    /// <exception cref="ModelFormatException">A file is missing or malformed, or the model is of an unsupported kind.</exception>
    public static ModelConfig Load(string directory)
    {
        byte[] config = ModelFiles.ReadAll(Path.Combine(directory, "config.json"));
        string generationPath = Path.Combine(directory, "generation_config.json");
        return File.Exists(generationPath) ? Parse(config, ModelFiles.ReadAll(generationPath)) : Parse(config);
    }

    /// <summary>Parses the bytes of the two files.</summary>
    /// <exception cref="ModelFormatException">A file is malformed, or the model is of an unsupported kind.</exception>
    public static ModelConfig Parse(ReadOnlyMemory<byte> config, ReadOnlyMemory<byte>? generationConfig = null) =>
        ModelConfigReader.Read(config, generationConfig);
}
