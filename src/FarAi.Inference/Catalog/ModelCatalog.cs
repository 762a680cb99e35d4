using FarAi.Core.Models;
using FarAi.Inference.Models;
using FarAi.Inference.Tokenization;

namespace FarAi.Inference.Catalog;

/// <summary>The models that a grid serves, read from their directories once at start.</summary>
public sealed class ModelCatalog
{
    private readonly Dictionary<string, ServedModel> _byId;

    /// <summary>A catalog of these models.</summary>
    public ModelCatalog(IEnumerable<ServedModel> models)
    {
        Models = [.. models];
        _byId = Models.ToDictionary(m => m.Id, StringComparer.Ordinal);
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<ServedModel> Models { get; }

    /// <summary>The model with that id, or null.</summary>
    public ServedModel? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Reads a target and the draft that goes with it.</summary>
    /// <param name="id">The id that clients will name.</param>
    /// <param name="target">A Hugging Face directory.</param>
    /// <param name="draft">Another one with the same vocabulary; null where nothing drafts.</param>
    /// <exception cref="ModelFormatException">A directory is missing, broken, or the two don't go together.</exception>
    /// <exception cref="TokenizerFormatException">The tokenizer or chat template can't be used.</exception>
    public static ServedModel Read(string id, string target, string? draft)
    {
        var config = ModelConfig.Load(target);
        using var weights = ModelWeights.Open(target);
        var shape = new ModelShape(
            [.. Enumerable.Range(0, config.Layers).Select(weights.LayerBytes)], weights.EmbeddingBytes, weights.OutputBytes, config.MaxPositions);
        var tokenizer = Tokenizer.Load(target);
        return new ServedModel
        {
            Id = id,
            Created = new DateTimeOffset(File.GetLastWriteTimeUtc(Path.Combine(target, "config.json")), TimeSpan.Zero),
            Target = new ModelSource(id, Path.GetFullPath(target), weights.Digest),
            Draft = draft is null ? null : ReadDraft(id, draft, config, tokenizer),
            Shape = shape,
            Config = config,
            Tokenizer = tokenizer,
            ChatTemplate = ReadTemplate(target),
        };
    }

    private static ChatTemplate? ReadTemplate(string directory)
    {
        try
        {
            return ChatTemplate.Load(directory);
        }
        catch (TokenizerFormatException exception) when (exception.Error == TokenizerFormatError.TemplateMissing)
        {
            return null;
        }
    }

    private static ModelSource ReadDraft(string id, string directory, ModelConfig target, Tokenizer tokenizer)
    {
        var config = ModelConfig.Load(directory);
        if (config.VocabularySize != target.VocabularySize)
            throw new ModelFormatException(ModelFormatError.InvalidSetting, $"draft and target don't share a vocabulary: {config.VocabularySize} and {target.VocabularySize} tokens");
        var probe = Tokenizer.Load(directory);
        const string Text = "The quick brown fox, 12345 — naïve 你好!\n";
        if (!probe.Encode(Text).AsSpan().SequenceEqual(tokenizer.Encode(Text)))
            throw new ModelFormatException(ModelFormatError.InvalidSetting, "draft and target don't share a tokenizer: they encode the same text differently");
        using var weights = ModelWeights.Open(directory);
        return new ModelSource(id + "/draft", Path.GetFullPath(directory), weights.Digest);
    }
}
