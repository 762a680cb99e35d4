using System.Text.Json.Nodes;
using FarAi.Inference.Tokenization;

namespace FarAi.Inference.Tests.Tokenization;

public sealed class SpecialTokenTests
{
    [Theory]
    [InlineData("a<|im_end|>b")]
    [InlineData("<|im_start|><|im_start|>")]
    [InlineData("<|endoftext|>")]
    public void TextOfASpecialToken_IsATokenOnlyWhenAsked(string text)
    {
        Assert.Contains(FarTiny.Tokenizer.Encode(text), FarTiny.Tokenizer.IsSpecial);
        var plain = FarTiny.Tokenizer.Encode(text, parseSpecial: false);
        Assert.DoesNotContain(plain, FarTiny.Tokenizer.IsSpecial);
        Assert.Equal(text, FarTiny.Tokenizer.Decode(plain));
    }

    [Fact]
    public void SpecialToken_IsLeftOutOfTheTextUnlessAsked()
    {
        var ids = FarTiny.Tokenizer.Encode("a<|im_end|>b");
        Assert.Equal("ab", FarTiny.Tokenizer.Decode(ids));
        Assert.Equal("a<|im_end|>b", FarTiny.Tokenizer.Decode(ids, skipSpecial: false));
    }

    [Fact]
    public void PieceThatIsAllOfASpecialToken_StaysTextEvenWithIgnoredMerges()
    {
        var json = SyntheticTokenizer.Json();
        json["model"]!["ignore_merges"] = true;
        json["added_tokens"]!.AsArray().Add(SyntheticTokenizer.Added(258, "stop"));
        var tokenizer = SyntheticTokenizer.Load(json);
        Assert.Equal([258], tokenizer.Encode("stop"));
        Assert.Equal(["s", "t", "o", "p"], tokenizer.Encode("stop", parseSpecial: false).Select(tokenizer.Content));
    }

    [Fact]
    public void OverlappingTokens_TakeTheLongest()
    {
        var json = SyntheticTokenizer.Json();
        json["added_tokens"]!.AsArray().Add(SyntheticTokenizer.Added(258, "<s><s>"));
        var tokenizer = SyntheticTokenizer.Load(json);
        Assert.Equal([258, 256], tokenizer.Encode("<s><s><s>"));
    }

    [Fact]
    public void UnspecialAddedToken_IsRecognisedInAnyText()
    {
        var json = SyntheticTokenizer.Json();
        var tool = SyntheticTokenizer.Added(258, "<tool>");
        tool["special"] = false;
        json["added_tokens"]!.AsArray().Add(tool);
        var tokenizer = SyntheticTokenizer.Load(json);
        Assert.Equal([258], tokenizer.Encode("<tool>", parseSpecial: false));
        Assert.Equal("<tool>", tokenizer.Decode([258]));
    }

    [Theory]
    [InlineData("lstrip", " a  <x>  b", "·a|<x>|··b")]
    [InlineData("rstrip", " a  <x>  b", "·a··|<x>|b")]
    [InlineData("single_word", "a<x>b <x>", "a<x>b·|<x>|")]
    public void StripAndSingleWord_AreHonoured(string option, string text, string cut)
    {
        var json = SyntheticTokenizer.Json();
        var token = SyntheticTokenizer.Added(258, "<x>");
        token[option] = true;
        json["added_tokens"]!.AsArray().Add(token);
        var tokenizer = SyntheticTokenizer.Load(json);
        var parts = cut.Replace('·', ' ').Split('|');
        Assert.Equal([.. tokenizer.Encode(parts[0], false), 258, .. tokenizer.Encode(parts[2], false)], tokenizer.Encode(text));
    }

    [Fact]
    public void TokenThatOnlyTheConfigurationCallsSpecial_IsSpecial()
    {
        var json = SyntheticTokenizer.Json();
        json["added_tokens"]![0]!["special"] = false;
        var folder = Directory.CreateTempSubdirectory();
        File.WriteAllText(Path.Combine(folder.FullName, "tokenizer.json"), json.ToJsonString());
        var config = new JsonObject { ["bos_token"] = new JsonObject { ["content"] = "<s>" }, ["eos_token"] = "<e>", ["add_bos_token"] = true };
        File.WriteAllText(Path.Combine(folder.FullName, "tokenizer_config.json"), config.ToJsonString());
        var tokenizer = Tokenizer.Load(folder.FullName);
        folder.Delete(recursive: true);

        Assert.True(tokenizer.IsSpecial(256));
        Assert.Equal(256, tokenizer.BeginTokenId);
        Assert.Equal(257, tokenizer.EndTokenId);
        Assert.Equal([256], tokenizer.PromptPrefix);
        Assert.DoesNotContain(256, tokenizer.Encode("<s>", parseSpecial: false));
    }

    [Fact]
    public void TemplateProcessing_GivesThePromptPrefix()
    {
        var json = SyntheticTokenizer.Json();
        json["post_processor"] = JsonNode.Parse(
            """{"type":"Sequence","processors":[{"type":"ByteLevel"},{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}]}]}""");
        Assert.Equal([256], SyntheticTokenizer.Load(json).PromptPrefix);
    }
}
