using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using FarAi.Core.Sampling;
using FarAi.Core.Speculation;
using FarAi.Gateway.Errors;
using FarAi.Inference.Catalog;

namespace FarAi.Gateway.Completions;

/// <summary>Turns a request's JSON into a <see cref="CompletionRequest"/>, or the error that names the field at fault.</summary>
internal sealed class RequestParser(ModelCatalog catalog, PromptReader prompts)
{
    /// <summary>The header that fixes γ for experiments.</summary>
    public const string SpeculationHeader = "x-farai-speculation";

    private const int MaxStops = 4;

    /// <param name="kind">The endpoint.</param>
    /// <param name="body">A JSON object.</param>
    /// <param name="speculation">The value of <see cref="SpeculationHeader"/>; null where it is absent.</param>
    public Outcome<CompletionRequest> Parse(CompletionKind kind, JsonElement body, string? speculation)
    {
        var fields = new RequestFields(body);
        var id = fields.Text("model");
        if (fields.Error is not null || id is null)
            return fields.Error ?? ApiError.Missing("model");
        if (catalog.Find(id) is not { } model)
            return ApiError.ModelNotFound(id.Length <= 200 ? id : id[..200] + "…");

        UnsupportedFields.Check(fields, kind);
        var sampling = ReadSampling(fields);
        var asked = ReadMaxTokens(fields, kind);
        var stop = ReadStop(fields);
        var stream = fields.Flag("stream");
        var usage = ReadIncludeUsage(fields, stream);
        var gamma = ReadGamma(fields, speculation);
        // The prompt comes last: tokenising it is the dearest part, and a faulty request shouldn't pay for it.
        if (fields.Error is { } error)
            return error;
        if (!prompts.Read(kind, fields, model).Succeeded(out var prompt, out error))
            return error;
        var room = model.Shape.MaxPositions - prompt.Count;
        return new CompletionRequest
        {
            Kind = kind,
            Model = model,
            Prompt = prompt,
            Sampling = sampling,
            MaxTokens = (int)Math.Min(asked ?? room, room),
            Stop = stop,
            Stream = stream,
            IncludeUsage = usage,
            Gamma = gamma,
        };
    }

    private static SamplingParameters ReadSampling(RequestFields fields)
    {
        var temperature = fields.Number("temperature", 1, 0, 2);
        var topP = fields.Number("top_p", 1, 0, 1, above: true);
        var topK = fields.Integer("top_k", 0, int.MaxValue) ?? 0;
        var seed = fields.Integer("seed", long.MinValue, long.MaxValue, "a whole number that fits 64 bits with its sign");
        return new SamplingParameters(temperature, topP, (int)topK, seed is { } given ? unchecked((ulong)given) : FreshSeed());
    }

    private static ulong FreshSeed()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    private static long? ReadMaxTokens(RequestFields fields, CompletionKind kind)
    {
        const string Rule = "a whole number of at least 1";
        var old = fields.Integer("max_tokens", 1, long.MaxValue, Rule);
        if (kind == CompletionKind.Text)
            return old;
        var present = fields.Integer("max_completion_tokens", 1, long.MaxValue, Rule);
        if (old is not null && present is not null && old != present)
            fields.Fail(ApiError.InvalidValue("max_tokens", "'max_tokens' and 'max_completion_tokens' differ, and they mean the same. Nothing was generated; send one of them."));
        return present ?? old;
    }

    private static List<string> ReadStop(RequestFields fields)
    {
        var stops = new List<string>();
        if (!fields.TryGet("stop", out var value))
            return stops;
        var given = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToList() : [value];
        if (given.Count > MaxStops || given.Any(s => s.ValueKind != JsonValueKind.String || s.ValueEquals("")))
        {
            fields.Fail(ApiError.InvalidValue("stop", $"'stop' must be a string or an array of at most {MaxStops} strings, none empty. Nothing was generated; correct it and send the request again."));
            return stops;
        }

        stops.AddRange(given.Select(s => s.GetString()!));
        return stops;
    }

    private static bool ReadIncludeUsage(RequestFields fields, bool stream)
    {
        if (!fields.TryGet("stream_options", out var options))
            return false;
        if (options.ValueKind != JsonValueKind.Object)
        {
            fields.Wrong("stream_options", "an object", options);
            return false;
        }

        if (!stream)
            fields.Fail(ApiError.InvalidValue("stream_options", "'stream_options' is only possible where 'stream' is true. Nothing was generated; leave it out or set 'stream'."));
        if (!options.TryGetProperty("include_usage", out var usage) || usage.ValueKind == JsonValueKind.Null)
            return false;
        if (usage.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            fields.Wrong("stream_options.include_usage", "true or false", usage);
        return usage.ValueKind == JsonValueKind.True;
    }

    private static int? ReadGamma(RequestFields fields, string? header)
    {
        switch (header?.Trim())
        {
            case null or "adaptive":
                return null;
            case "off":
                return 0;
            case var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var gamma) && gamma <= SpeculationPlan.MaxGamma:
                return gamma;
            default:
                fields.Fail(ApiError.InvalidValue(
                    SpeculationHeader, $"The header '{SpeculationHeader}' must be 'adaptive', 'off' or 0 to {SpeculationPlan.MaxGamma}. Nothing was generated; correct it or leave it out."));
                return null;
        }
    }
}
