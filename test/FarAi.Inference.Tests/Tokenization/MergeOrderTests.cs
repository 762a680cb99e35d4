using System.Diagnostics;
using System.Text.Json.Nodes;
using FarAi.Inference.Tokenization;

namespace FarAi.Inference.Tests.Tokenization;

public sealed class MergeOrderTests
{
    [Fact]
    public void LowestRankMergesFirst_ThenLeftmost()
    {
        var tokenizer = SyntheticTokenizer.Load(SyntheticTokenizer.Json("b c", "a b", "a a"));
        Assert.Equal(["a", "bc"], Contents(tokenizer, "abc"));
        Assert.Equal(["aa", "a", "bc"], Contents(tokenizer, "aaabc"));
        Assert.Equal(["ab", "ab"], Contents(tokenizer, "abab"));
    }

    [Fact]
    public void PiecesOfEveryLength_MergeAsTheDefinitionSays()
    {
        // Ranks in no trainer's order, so that a merge may bring up a pair of lower rank than its own.
        string[] merges = ["abab c", "aa a", "a b", "ab ab", "c c", "b a", "cc a", "a a", "aa b", "b cc", "ca b", "c a"];
        var tokenizer = SyntheticTokenizer.Load(SyntheticTokenizer.Json(merges));
        var random = new Random(3);
        for (var length = 0; length < 400; length++)
        {
            var text = new string([.. Enumerable.Range(0, length).Select(_ => "abc"[random.Next(3)])]);
            Assert.Equal(Reference(text, merges), Contents(tokenizer, text));
        }
    }

    [Fact]
    public void MergesAsPairs_AreTheSameAsMergesAsText()
    {
        var json = SyntheticTokenizer.Json("a b", "ab c");
        var pairs = json.DeepClone();
        pairs["model"]!["merges"] = new JsonArray(new JsonArray("a", "b"), new JsonArray("ab", "c"));
        Assert.Equal(SyntheticTokenizer.Load(json).Encode("abcab"), SyntheticTokenizer.Load(pairs).Encode("abcab"));
    }

    [Theory]
    [InlineData(true, new[] { "abc" })]
    [InlineData(false, new[] { "a", "bc" })]
    public void WholeWordInTheVocabulary_WinsOnlyIfMergesAreIgnored(bool ignore, string[] expected)
    {
        // abc is a token, but merging never reaches it: b c comes first.
        var json = SyntheticTokenizer.Json("b c", "a b", "ab c");
        json["model"]!["ignore_merges"] = ignore;
        var tokenizer = SyntheticTokenizer.Load(json);
        Assert.Equal(expected, Contents(tokenizer, "abc"));
        Assert.Equal(expected, Contents(tokenizer, "abc")); // and again, when what was found out is remembered
    }

    [Theory]
    [InlineData("a")]
    [InlineData(" ")]
    [InlineData("<|im_start|")]
    [InlineData("antidisestablishment")]
    public void TenMillionCharactersOfOneKind_TakeAFewSeconds(string unit) =>
        AssertFast(FarTiny.Tokenizer, string.Concat(Enumerable.Repeat(unit, 10_000_000 / unit.Length)));

    [Fact]
    public void TenMillionLettersThatAllMerge_TakeAFewSeconds() =>
        AssertFast(SyntheticTokenizer.Load(SyntheticTokenizer.Json(
            [.. Enumerable.Range(0, 12).Select(n => new string('a', 1 << n)).Select(half => $"{half} {half}")])), new string('a', 10_000_001));

    [Fact]
    public void TenMillionRandomLettersWithoutASpace_TakeAFewSeconds()
    {
        var random = new Random(1);
        AssertFast(FarTiny.Tokenizer, string.Create(10_000_000, random, (text, r) =>
        {
            foreach (ref var c in text) c = (char)('a' + r.Next(26));
        }));
    }

    private static void AssertFast(Tokenizer tokenizer, string text)
    {
        var watch = Stopwatch.StartNew();
        var ids = tokenizer.Encode(text);
        // Measured at one to four seconds on an idle machine; the bound only has to tell n log n from n squared, which would take days.
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), $"It took {watch.Elapsed}.");
        Assert.Equal(text, tokenizer.Decode(ids, skipSpecial: false));
        TestContext.Current.SendDiagnosticMessage($"{text[..8]}: {watch.Elapsed}, {ids.Length} tokens");
    }

    private static IEnumerable<string?> Contents(Tokenizer tokenizer, string text) => tokenizer.Encode(text).Select(tokenizer.Content);

    // The definition, as slow as it is plain.
    private static List<string> Reference(string text, string[] merges)
    {
        var parts = text.Select(c => c.ToString()).ToList();
        while (true)
        {
            var best = Enumerable.Range(0, Math.Max(0, parts.Count - 1))
                .Select(i => (Rank: Array.IndexOf(merges, $"{parts[i]} {parts[i + 1]}"), At: i))
                .Where(p => p.Rank >= 0).DefaultIfEmpty((Rank: -1, At: -1)).Min();
            if (best.At < 0) return parts;
            parts[best.At] += parts[best.At + 1];
            parts.RemoveAt(best.At + 1);
        }
    }
}
