using System.Collections.Immutable;
using System.Text.Json;

namespace FarAi.Inference.Models;

/// <summary>Reads config.json strictly: a setting that would change the arithmetic and isn't understood is an error.</summary>
internal static class ModelConfigReader
{
    private const int LargestContext = 1 << 20;

    public static ModelConfig Read(ReadOnlyMemory<byte> config, ReadOnlyMemory<byte>? generationConfig)
    {
        using JsonDocument document = ParseObject(config, "config.json");
        var settings = new JsonSettings(document.RootElement, "config.json");
        string kind = settings.Text("model_type", "llama");
        RequireSupported(settings, kind);

        int hidden = settings.Integer("hidden_size", 1, 65_536);
        int heads = settings.Integer("num_attention_heads", 1, 1024);
        int keyValueHeads = settings.Integer("num_key_value_heads", 1, heads, heads);
        int headDimension = settings.Integer("head_dim", 2, 1024, hidden / heads);
        int positions = settings.Integer("max_position_embeddings", 1, LargestContext);
        int vocabulary = settings.Integer("vocab_size", 1, 1 << 20);
        bool bias = settings.Flag("attention_bias", false);
        Require(heads % keyValueHeads == 0, "num_key_value_heads must divide num_attention_heads");
        Require(headDimension % 2 == 0 && headDimension >= 2, "head_dim must be even and at least 2 (rotary embedding turns pairs)");

        var ends = new SortedSet<int>();
        AddEndTokens(settings, vocabulary, ends);
        if (generationConfig is { } generation)
        {
            using JsonDocument second = ParseObject(generation, "generation_config.json");
            AddEndTokens(new JsonSettings(second.RootElement, "generation_config.json"), vocabulary, ends);
        }

        return new ModelConfig
        {
            VocabularySize = vocabulary,
            HiddenSize = hidden,
            IntermediateSize = settings.Integer("intermediate_size", 1, 1 << 20),
            Layers = settings.Integer("num_hidden_layers", 1, 1024),
            Heads = heads,
            KeyValueHeads = keyValueHeads,
            HeadDimension = headDimension,
            MaxPositions = positions,
            RmsNormEpsilon = (float)settings.Number("rms_norm_eps", 1e-30, 1, 1e-6),
            RopeTheta = settings.Number("rope_theta", 1, 1e12, 10_000),
            RopeScaling = ReadScaling(settings),
            TieWordEmbeddings = settings.Flag("tie_word_embeddings", false),
            AttentionBias = bias || kind == "qwen2",
            AttentionOutputBias = bias && kind != "qwen2",
            EndTokens = [.. ends],
        };
    }

    private static JsonDocument ParseObject(ReadOnlyMemory<byte> bytes, string file)
    {
        try
        {
            var document = JsonDocument.Parse(bytes);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
        }
        catch (JsonException e)
        {
            throw new ModelFormatException(ModelFormatError.InvalidJson, $"{file}: {e.Message}", e);
        }

        throw new ModelFormatException(ModelFormatError.InvalidJson, $"{file}: not a JSON object.");
    }

    private static void RequireSupported(JsonSettings settings, string kind)
    {
        if (kind is not ("llama" or "mistral" or "qwen2"))
        {
            throw Unsupported($"model_type '{kind}'; llama, mistral and qwen2 are supported");
        }

        if (settings.Text("hidden_act", "silu") is not ("silu" or "swish"))
        {
            throw Unsupported("hidden_act other than silu");
        }

        if (settings.Flag("mlp_bias", false))
        {
            throw Unsupported("mlp_bias");
        }

        // Qwen2 files carry a window that use_sliding_window = false switches off; Mistral's window is on wherever it is set.
        bool window = kind == "qwen2" ? settings.Flag("use_sliding_window", false) : settings.Find("sliding_window") is not null;
        if (window)
        {
            throw Unsupported("sliding window attention");
        }

        if (settings.Find("quantization_config") is not null)
        {
            throw Unsupported("quantised weights");
        }
    }

    private static RopeScaling? ReadScaling(JsonSettings settings)
    {
        if (settings.Find("rope_scaling") is not { } element)
        {
            return null;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new ModelFormatException(ModelFormatError.InvalidSetting, "config.json: rope_scaling must be an object or null.");
        }

        var scaling = new JsonSettings(element, "config.json rope_scaling");
        switch (scaling.Text("rope_type", scaling.Text("type", "")))
        {
            case "default":
                return null;
            case "linear":
                return new RopeScaling(false, scaling.Number("factor", 1e-3, 1e6), 1, 1, 0);
            case "llama3":
                double low = scaling.Number("low_freq_factor", 1e-3, 1e6), high = scaling.Number("high_freq_factor", 1e-3, 1e6);
                Require(high > low, "rope_scaling's high_freq_factor must be greater than its low_freq_factor");
                return new RopeScaling(
                    true, scaling.Number("factor", 1e-3, 1e6), low, high, scaling.Integer("original_max_position_embeddings", 1, LargestContext));
            case var other:
                throw new ModelFormatException(
                    ModelFormatError.UnsupportedRopeScaling, $"config.json: rope_scaling of type '{other}'; linear and llama3 are supported.");
        }
    }

    private static void AddEndTokens(JsonSettings settings, int vocabulary, SortedSet<int> ends)
    {
        if (settings.Find("eos_token_id") is not { } element)
        {
            return;
        }

        IEnumerable<JsonElement> items = element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [element];
        foreach (JsonElement item in items)
        {
            int id = -1;
            bool legal = item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out id) && id >= 0 && id < vocabulary;
            Require(legal, $"eos_token_id must be a token id below {vocabulary} or a list of such");
            ends.Add(id);
        }
    }

    private static void Require(bool condition, string rule)
    {
        if (!condition)
        {
            throw new ModelFormatException(ModelFormatError.InvalidSetting, $"config.json: {rule}.");
        }
    }

    private static ModelFormatException Unsupported(string what) =>
        new(ModelFormatError.UnsupportedArchitecture, $"config.json: {what} is not supported.");
}
