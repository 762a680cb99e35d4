using System.Text;
using FarAi.Inference.Tokenization;

namespace FarAi.Inference.Tests.Tokenization;

public sealed class RoundTripTests
{
    [Fact]
    public void AnyUnicodeText_DecodesBackToItself()
    {
        var random = new Random(5);
        for (var round = 0; round < 5000; round++)
        {
            var text = RandomText.Valid(random, random.Next(80));
            Assert.Equal(text, FarTiny.Tokenizer.Decode(FarTiny.Tokenizer.Encode(text), skipSpecial: false));
            Assert.Equal(text, FarTiny.Tokenizer.Decode(FarTiny.Tokenizer.Encode(text, parseSpecial: false)));
        }
    }

    [Theory]
    [InlineData("\uD83D")]
    [InlineData("a\uDE42b")]
    [InlineData("\uDE42\uD83D")]
    [InlineData("'\uD83D's \uDE421")]
    public void LoneSurrogates_CountAsReplacementCharacters(string text)
    {
        var clean = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        Assert.Contains('\uFFFD', clean);
        Assert.Equal(FarTiny.Tokenizer.Encode(clean), FarTiny.Tokenizer.Encode(text));
    }

    [Fact]
    public async Task ManyThreads_GetTheSameIds()
    {
        var tokenizer = Tokenizer.Load(FarTiny.Directory); // fresh, so that what it finds out about its words is found out at once
        var random = new Random(9);
        var texts = Enumerable.Range(0, 200).Select(_ => RandomText.Valid(random, 200) + " The quick brown scout").ToArray();
        var expected = texts.Select(t => FarTiny.Tokenizer.Encode(t)).ToArray();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => texts.Select(t => tokenizer.Encode(t)).ToArray())));
        foreach (var answer in answers) Assert.Equal(expected, answer);
    }
}
