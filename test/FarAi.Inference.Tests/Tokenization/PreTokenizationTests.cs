using System.Text.Json.Nodes;
using FarAi.Inference.Tokenization;

namespace FarAi.Inference.Tests.Tokenization;

/// <summary>Pieces are observed through a tokenizer in which any two bytes merge, so that the ids tell where the cuts are.</summary>
public sealed class PreTokenizationTests
{
    [Fact]
    public void KnownExpressions_CutAsTheRegexModuleDoes()
    {
        var checkedTexts = 0;
        foreach (var set in FarTiny.Vectors.GetProperty("pieces").EnumerateArray())
        {
            var tokenizer = WithSteps(SyntheticTokenizer.Split(set.GetProperty("pattern").GetString()!), SyntheticTokenizer.ByteLevel(regex: false));
            foreach (var vector in set.GetProperty("cases").EnumerateArray())
            {
                var text = vector.GetProperty("text").GetString()!;
                string[] pieces = [.. vector.GetProperty("pieces").EnumerateArray().Select(p => p.GetString()!)];
                Assert.Equal(pieces.SelectMany(p => tokenizer.Encode(p)), tokenizer.Encode(text));
                checkedTexts++;
            }
        }

        Assert.True(checkedTexts >= 1200);
    }

    [Fact]
    public void ByteLevelsOwnExpression_IsGpt2s()
    {
        var split = WithSteps(
            SyntheticTokenizer.Split(FarTiny.Vectors.GetProperty("pieces")[0].GetProperty("pattern").GetString()!), SyntheticTokenizer.ByteLevel(regex: false));
        var own = WithSteps(SyntheticTokenizer.ByteLevel());
        foreach (var vector in FarTiny.Vectors.GetProperty("pieces")[0].GetProperty("cases").EnumerateArray())
            Assert.Equal(split.Encode(vector.GetProperty("text").GetString()!), own.Encode(vector.GetProperty("text").GetString()!));
    }

    [Theory]
    [InlineData(true, "a|1|2|b |3|٣")]
    [InlineData(false, "a|12|b |3٣")]
    public void Digits_StandApart(bool individual, string cut)
    {
        var pieces = cut.Split('|');
        var tokenizer = WithSteps(
            new JsonObject { ["type"] = "Digits", ["individual_digits"] = individual }, SyntheticTokenizer.ByteLevel(regex: false));
        Assert.Equal(pieces.SelectMany(p => tokenizer.Encode(p)), tokenizer.Encode(string.Concat(pieces)));
    }

    [Fact]
    public void PrefixSpace_GoesBeforeATextThatLacksOne()
    {
        var json = SyntheticTokenizer.Json();
        json["pre_tokenizer"]!["add_prefix_space"] = true;
        var tokenizer = SyntheticTokenizer.Load(json);
        Assert.Equal(" a", tokenizer.Decode(tokenizer.Encode("a")));
        Assert.Equal(" a", tokenizer.Decode(tokenizer.Encode(" a")));
        Assert.Empty(tokenizer.Encode(""));
    }

    private static Tokenizer WithSteps(params JsonNode[] steps)
    {
        var json = SyntheticTokenizer.Json(AllPairs);
        json["pre_tokenizer"] = new JsonObject { ["type"] = "Sequence", ["pretokenizers"] = new JsonArray(steps) };
        return SyntheticTokenizer.Load(json);
    }

    private static readonly string[] AllPairs =
        [.. SyntheticTokenizer.Bytes.SelectMany(a => SyntheticTokenizer.Bytes.Select(b => $"{a} {b}"))];
}
