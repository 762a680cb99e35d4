using System.Text;
using System.Text.Json.Nodes;
using FarAi.Inference.Tokenization;

namespace FarAi.Inference.Tests.Tokenization;

public sealed class MalformedTokenizerTests
{
    public static readonly TheoryData<string, TokenizerFormatError> Faults = new()
    {
        { "", TokenizerFormatError.NotJson },
        { "{", TokenizerFormatError.NotJson },
        { "\0\u0001", TokenizerFormatError.NotJson },
        { """{"model":{"type":"\ud800"}}""", TokenizerFormatError.NotJson },
        { """{"model":{"vocab":{"\ud800":0},"merges":[]},"decoder":{"type":"ByteLevel"}}""", TokenizerFormatError.NotJson },
        { "[]", TokenizerFormatError.WrongShape },
        { "{}", TokenizerFormatError.WrongShape },
        { """{"model":[]}""", TokenizerFormatError.WrongShape },
        { """{"model":{"type":7}}""", TokenizerFormatError.WrongShape },
        { """{"model":{"type":"Unigram"}}""", TokenizerFormatError.UnsupportedModel },
    };

    public static readonly TheoryData<string, string, TokenizerFormatError> Bends = new()
    {
        { "model.type", "\"WordPiece\"", TokenizerFormatError.UnsupportedModel },
        { "model.dropout", "0.1", TokenizerFormatError.UnsupportedModel },
        { "model.byte_fallback", "true", TokenizerFormatError.UnsupportedModel },
        { "model.end_of_word_suffix", "\"</w>\"", TokenizerFormatError.UnsupportedModel },
        { "model.continuing_subword_prefix", "\"##\"", TokenizerFormatError.UnsupportedModel },
        { "model.unk_token", "\"<unk>\"", TokenizerFormatError.TokenMissing },
        { "model.ignore_merges", "\"yes\"", TokenizerFormatError.WrongShape },
        { "model.vocab", "null", TokenizerFormatError.WrongShape },
        { "model.vocab", "[]", TokenizerFormatError.WrongShape },
        { "model.vocab.a", "5", TokenizerFormatError.DuplicateId },
        { "model.vocab.a", "-1", TokenizerFormatError.IdOutOfRange },
        { "model.vocab.a", "1048576", TokenizerFormatError.IdOutOfRange },
        { "model.vocab.a", "99999999999", TokenizerFormatError.IdOutOfRange },
        { "model.vocab.a", "1.5", TokenizerFormatError.IdOutOfRange },
        { "model.vocab.a", "\"1\"", TokenizerFormatError.IdOutOfRange },
        { "model.merges", "null", TokenizerFormatError.WrongShape },
        { "model.merges", "{}", TokenizerFormatError.WrongShape },
        { "model.merges", "[\"a\"]", TokenizerFormatError.MergeMalformed },
        { "model.merges", "[\"a b c\"]", TokenizerFormatError.MergeMalformed },
        { "model.merges", "[\" b\"]", TokenizerFormatError.MergeMalformed },
        { "model.merges", "[[\"a\"]]", TokenizerFormatError.MergeMalformed },
        { "model.merges", "[[\"a\",1]]", TokenizerFormatError.MergeMalformed },
        { "model.merges", "[7]", TokenizerFormatError.MergeMalformed },
        { "model.merges", "[\"a bc\"]", TokenizerFormatError.MergePartMissing },
        { "model.merges", "[\"zz b\"]", TokenizerFormatError.MergePartMissing },
        { "model.merges", "[\"a c\"]", TokenizerFormatError.MergeProductMissing },
        { "normalizer", "{\"type\":\"NFC\"}", TokenizerFormatError.UnsupportedNormalizer },
        { "decoder", "null", TokenizerFormatError.UnsupportedDecoder },
        { "decoder", "{\"type\":\"Metaspace\"}", TokenizerFormatError.UnsupportedDecoder },
        { "pre_tokenizer", "null", TokenizerFormatError.UnsupportedPreTokenizer },
        { "pre_tokenizer", "{\"type\":\"Whitespace\"}", TokenizerFormatError.UnsupportedPreTokenizer },
        { "pre_tokenizer", "{\"type\":\"Digits\"}", TokenizerFormatError.UnsupportedPreTokenizer },
        { "pre_tokenizer", "{\"type\":\"Sequence\"}", TokenizerFormatError.WrongShape },
        { "pre_tokenizer", "{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"ByteLevel\"},{\"type\":\"ByteLevel\"}]}", TokenizerFormatError.UnsupportedPreTokenizer },
        { "pre_tokenizer", "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"\\\\s\"},\"behavior\":\"Isolated\"}", TokenizerFormatError.UnsupportedPreTokenizer },
        { "pre_tokenizer", "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"\\\\s\"},\"behavior\":\"MergedWithNext\"}", TokenizerFormatError.UnsupportedPreTokenizer },
        { "post_processor", "{\"type\":\"BertProcessing\"}", TokenizerFormatError.UnsupportedPostProcessor },
        { "post_processor", "{\"type\":\"TemplateProcessing\",\"single\":[{\"Sequence\":{}},{\"SpecialToken\":{\"id\":\"<s>\"}}]}", TokenizerFormatError.UnsupportedPostProcessor },
        { "post_processor", "{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"<none>\"}}]}", TokenizerFormatError.TokenMissing },
        { "added_tokens", "{}", TokenizerFormatError.WrongShape },
        { "added_tokens", "[{\"id\":300}]", TokenizerFormatError.WrongShape },
        { "added_tokens", "[{\"id\":300,\"content\":\"\"}]", TokenizerFormatError.WrongShape },
        { "added_tokens", "[{\"id\":-3,\"content\":\"x\"}]", TokenizerFormatError.IdOutOfRange },
        { "added_tokens", "[{\"id\":3,\"content\":\"<s>\"}]", TokenizerFormatError.DuplicateId },
        { "added_tokens", "[{\"id\":300,\"content\":\"a\"}]", TokenizerFormatError.DuplicateToken },
        { "added_tokens", "[{\"id\":300,\"content\":\"<x>\"},{\"id\":301,\"content\":\"<x>\"}]", TokenizerFormatError.DuplicateToken },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void MalformedFile_NamesItsFault(string json, TokenizerFormatError error) =>
        Assert.Equal(error, Assert.Throws<TokenizerFormatException>(() => Tokenizer.Parse(Encoding.UTF8.GetBytes(json))).Error);

    [Theory]
    [MemberData(nameof(Bends))]
    public void SoundFileWithOneFieldBent_NamesItsFault(string path, string value, TokenizerFormatError error)
    {
        var json = SyntheticTokenizer.Json("a b");
        SyntheticTokenizer.Load(json); // sound as it is
        JsonNode at = json;
        var names = path.Split('.');
        foreach (var name in names[..^1]) at = at[name]!;
        at[names[^1]] = JsonNode.Parse(value);
        Assert.Equal(error, Assert.Throws<TokenizerFormatException>(() => SyntheticTokenizer.Load(json)).Error);
    }

    [Fact]
    public void TokenThatStandsTwice_IsNamed()
    {
        var json = SyntheticTokenizer.Json().ToJsonString().Replace("\"!\":33", "\"!\":33,\"!\":999", StringComparison.Ordinal);
        Assert.Equal(
            TokenizerFormatError.DuplicateToken,
            Assert.Throws<TokenizerFormatException>(() => Tokenizer.Parse(Encoding.UTF8.GetBytes(json))).Error);
    }

    [Fact]
    public void BytesThatAreNotUtf8_AreNotJson()
    {
        var json = Encoding.UTF8.GetBytes(SyntheticTokenizer.Json().ToJsonString());
        json[Array.IndexOf(json, (byte)'!')] = 0xFF;
        Assert.Equal(TokenizerFormatError.NotJson, Assert.Throws<TokenizerFormatException>(() => Tokenizer.Parse(json)).Error);
    }

    [Fact]
    public void LongAddedToken_IsTooLarge()
    {
        var json = SyntheticTokenizer.Json();
        json["added_tokens"]!.AsArray().Add(SyntheticTokenizer.Added(300, new string('x', 2000)));
        Assert.Equal(TokenizerFormatError.TooLarge, Assert.Throws<TokenizerFormatException>(() => SyntheticTokenizer.Load(json)).Error);
    }

    [Fact]
    public void FileBeyondTheBound_IsTooLargeBeforeItIsRead()
    {
        var folder = Directory.CreateTempSubdirectory();
        using (var file = File.Create(Path.Combine(folder.FullName, "tokenizer.json"))) file.SetLength((64L << 20) + 1);
        Assert.Equal(TokenizerFormatError.TooLarge, Assert.Throws<TokenizerFormatException>(() => Tokenizer.Load(folder.FullName)).Error);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void DirectoryWithoutATokenizer_IsNamed() => Assert.Equal(
        TokenizerFormatError.FileMissing,
        Assert.Throws<TokenizerFormatException>(() => Tokenizer.Load(Path.Combine(Path.GetTempPath(), "no such folder"))).Error);

    [Theory]
    [InlineData("{", TokenizerFormatError.NotJson)]
    [InlineData("[]", TokenizerFormatError.WrongShape)]
    [InlineData("""{"eos_token":7}""", TokenizerFormatError.WrongShape)]
    [InlineData("""{"eos_token":"<none>"}""", TokenizerFormatError.TokenMissing)]
    [InlineData("""{"bos_token":"<none>"}""", TokenizerFormatError.TokenMissing)]
    [InlineData("""{"chat_template":7}""", TokenizerFormatError.WrongShape)]
    [InlineData("""{"additional_special_tokens":"<x>"}""", TokenizerFormatError.WrongShape)]
    [InlineData("""{"added_tokens_decoder":{"1":3}}""", TokenizerFormatError.WrongShape)]
    public void MalformedConfiguration_NamesItsFault(string configuration, TokenizerFormatError error)
    {
        var folder = Directory.CreateTempSubdirectory();
        File.WriteAllText(Path.Combine(folder.FullName, "tokenizer.json"), SyntheticTokenizer.Json().ToJsonString());
        File.WriteAllText(Path.Combine(folder.FullName, "tokenizer_config.json"), configuration);
        Assert.Equal(error, Assert.Throws<TokenizerFormatException>(() => Tokenizer.Load(folder.FullName)).Error);
        folder.Delete(recursive: true);
    }
}
