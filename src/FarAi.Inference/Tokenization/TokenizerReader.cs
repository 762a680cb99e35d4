using System.Text.Json;
using FarAi.Inference.Tokenization.PreTokenization;

namespace FarAi.Inference.Tokenization;

/// <summary>Reads <c>tokenizer.json</c> and refuses, by name, all that it cannot honour exactly.</summary>
internal static class TokenizerReader
{
    private const string File = "tokenizer.json";
    private const int MaximumTokens = 1 << 20;
    private const int LongestAddedToken = 1024;

    public static Tokenizer Read(ReadOnlyMemory<byte> json, TokenizerConfiguration configuration) =>
        JsonFields.Parse(json, File, root => Build(root, configuration));

    private static Tokenizer Build(JsonElement root, TokenizerConfiguration configuration)
    {
        var model = root.Field("model", JsonValueKind.Object);
        CheckModel(model);
        // Even NFC is refused: under InvariantGlobalization string.Normalize returns its input, which would be wrong in silence.
        if (root.Optional("normalizer") is not null)
            throw new TokenizerFormatException(TokenizerFormatError.UnsupportedNormalizer, "A normalizer is set; none is implemented.");
        CheckDecoder(root.Optional("decoder"));

        var ids = ReadVocabulary(model.Field("vocab", JsonValueKind.Object));
        var merges = ReadMerges(model.Field("merges", JsonValueKind.Array), ids);
        var unknown = model.Text("unk_token") is { } text ? IdOf(text, ids, "unk_token") : (int?)null;
        var added = ReadAddedTokens(root.Optional("added_tokens"), configuration, ids);
        var vocabulary = new Vocabulary(ids, ByIds(ids), added);
        return new Tokenizer(
            vocabulary,
            new BytePairEncoder(vocabulary, merges, model.Flag("ignore_merges"), unknown),
            PreTokenizerReader.Read(root.Optional("pre_tokenizer")),
            added)
        {
            BeginTokenId = Named(configuration.BeginToken, ids, "bos_token"),
            EndTokenId = Named(configuration.EndToken, ids, "eos_token"),
            PromptPrefix = PromptPrefixReader.Read(root.Optional("post_processor"), configuration, ids),
        };
    }

    private static void CheckModel(JsonElement model)
    {
        var type = model.Text("type");
        if (type is not (null or "BPE")) throw Unsupported($"its type is '{type}', not BPE");
        if (model.Optional("dropout") is { } dropout && !(dropout.ValueKind == JsonValueKind.Number && dropout.GetRawText() is "0" or "0.0"))
            throw Unsupported("it has dropout");
        foreach (var affix in (string[])["continuing_subword_prefix", "end_of_word_suffix"])
            if (model.Text(affix) is not (null or "")) throw Unsupported($"it has {affix}");
        if (model.Flag("byte_fallback")) throw Unsupported("it uses byte fallback, so it is not byte-level");

        static TokenizerFormatException Unsupported(string why) =>
            new(TokenizerFormatError.UnsupportedModel, $"The tokenizer's model cannot be used: {why}.");
    }

    private static void CheckDecoder(JsonElement? decoder)
    {
        var type = decoder?.Required(JsonValueKind.Object, "'decoder'").Text("type");
        if (type != "ByteLevel")
            throw new TokenizerFormatException(TokenizerFormatError.UnsupportedDecoder, $"The decoder is '{type}', not ByteLevel.");
    }

    private static Dictionary<string, int> ReadVocabulary(JsonElement vocabulary)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var taken = new HashSet<int>();
        foreach (var token in vocabulary.EnumerateObject())
        {
            var id = ReadId(token.Value);
            if (!ids.TryAdd(token.Name, id)) throw DuplicateToken(token.Name);
            if (!taken.Add(id)) throw DuplicateId(id);
        }

        return ids;
    }

    private static MergeTable ReadMerges(JsonElement list, Dictionary<string, int> ids)
    {
        var merges = new List<(int, int, int)>(list.GetArrayLength());
        foreach (var merge in list.EnumerateArray())
        {
            var (left, right) = ReadMerge(merge);
            if (!ids.TryGetValue(left, out var leftId) || !ids.TryGetValue(right, out var rightId))
                throw new TokenizerFormatException(TokenizerFormatError.MergePartMissing, $"A part of merge {merges.Count} is not in the vocabulary.");
            if (!ids.TryGetValue(left + right, out var product))
                throw new TokenizerFormatException(TokenizerFormatError.MergeProductMissing, $"What merge {merges.Count} makes is not in the vocabulary.");
            merges.Add((leftId, rightId, product));
        }

        return new MergeTable(merges);
    }

    // "a b", or ["a", "b"] in newer files.
    private static (string Left, string Right) ReadMerge(JsonElement merge)
    {
        string[] parts = merge.ValueKind switch
        {
            JsonValueKind.String => merge.GetString()!.Split(' '),
            JsonValueKind.Array when merge.GetArrayLength() == 2
                && merge[0].ValueKind == JsonValueKind.String && merge[1].ValueKind == JsonValueKind.String
                => [merge[0].GetString()!, merge[1].GetString()!],
            _ => [],
        };
        return parts is [{ Length: > 0 } left, { Length: > 0 } right]
            ? (left, right)
            : throw new TokenizerFormatException(TokenizerFormatError.MergeMalformed, "A merge is not a pair of two texts.");
    }

    // Adds the tokens that the model's own vocabulary lacks to ids.
    private static List<AddedToken> ReadAddedTokens(JsonElement? list, TokenizerConfiguration configuration, Dictionary<string, int> ids)
    {
        var tokens = new List<AddedToken>();
        if (list is not { } array) return tokens;
        var taken = ids.Values.ToHashSet();
        var seen = new HashSet<string>();
        foreach (var token in array.Required(JsonValueKind.Array, "'added_tokens'").EnumerateArray())
        {
            var id = ReadId(token.Required(JsonValueKind.Object, "an added token").Field("id", JsonValueKind.Number));
            var content = token.Field("content", JsonValueKind.String).GetString()!;
            if (content.Length == 0) throw JsonFields.Wrong("the 'content' of an added token", "text that is not empty");
            if (content.Length > LongestAddedToken)
                throw new TokenizerFormatException(TokenizerFormatError.TooLarge, $"Added token {id} is longer than {LongestAddedToken} characters.");
            if (!seen.Add(content) || (ids.TryGetValue(content, out var known) && known != id)) throw DuplicateToken(content);
            if (ids.TryAdd(content, id) && !taken.Add(id)) throw DuplicateId(id);
            tokens.Add(new AddedToken(
                id,
                content,
                token.Flag("special") || configuration.SpecialTokens.Contains(content),
                token.Flag("lstrip"),
                token.Flag("rstrip"),
                token.Flag("single_word"),
                token.Flag("normalized")));
        }

        return tokens;
    }

    private static string?[] ByIds(Dictionary<string, int> ids)
    {
        var contents = new string?[ids.Count == 0 ? 0 : ids.Values.Max() + 1];
        foreach (var (content, id) in ids) contents[id] = content;
        return contents;
    }

    private static int ReadId(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var id) && id is >= 0 and < MaximumTokens
            ? id
            : throw new TokenizerFormatException(TokenizerFormatError.IdOutOfRange, $"An id is not an integer from 0 to {MaximumTokens - 1}.");

    private static int? Named(string? token, Dictionary<string, int> ids, string field) =>
        string.IsNullOrEmpty(token) ? null : IdOf(token, ids, field);

    private static int IdOf(string token, Dictionary<string, int> ids, string field) => ids.TryGetValue(token, out var id)
        ? id
        : throw new TokenizerFormatException(TokenizerFormatError.TokenMissing, $"The {field} is not in the vocabulary.");

    private static TokenizerFormatException DuplicateToken(string content) =>
        new(TokenizerFormatError.DuplicateToken, $"The token '{content}' stands twice.");

    private static TokenizerFormatException DuplicateId(int id) =>
        new(TokenizerFormatError.DuplicateId, $"The id {id} stands for two tokens.");
}
