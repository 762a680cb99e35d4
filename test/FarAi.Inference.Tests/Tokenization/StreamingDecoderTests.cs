using System.Text;
using FarAi.Inference.Tokenization;

namespace FarAi.Inference.Tests.Tokenization;

public sealed class StreamingDecoderTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RandomTokens_JoinToTheWholeDecoding(bool skipSpecial)
    {
        var random = new Random(11);
        for (var round = 0; round < 3000; round++)
        {
            // Mostly single bytes, so that characters break in every way; ids beyond the vocabulary too.
            var tokens = Enumerable.Range(0, random.Next(12))
                .Select(_ => random.Next(8) == 0 ? random.Next(-1, 2060) : random.Next(3, 259)).ToArray();
            Assert.Equal(FarTiny.Tokenizer.Decode(tokens, skipSpecial), Join(tokens, skipSpecial));
        }
    }

    [Fact]
    public void EveryBytePair_JoinsToTheWholeDecoding()
    {
        var tokenizer = SyntheticTokenizer.Load(SyntheticTokenizer.Json());
        for (var a = 0; a < 256; a++)
        {
            for (var b = 0; b < 256; b++)
            {
                var stream = new StreamingDecoder(tokenizer);
                Assert.Equal(Encoding.UTF8.GetString([(byte)a, (byte)b]), stream.Push(a) + stream.Push(b) + stream.Flush());
            }
        }
    }

    [Fact]
    public void CharacterInPieces_ComesOnceItIsWhole()
    {
        var tokenizer = SyntheticTokenizer.Load(SyntheticTokenizer.Json());
        var stream = new StreamingDecoder(tokenizer);
        Assert.Equal(["", "", "", "🙂", "a"], new[] { 0xF0, 0x9F, 0x99, 0x82, 'a' }.Select(stream.Push));
        Assert.Equal("", stream.Flush());
    }

    [Fact]
    public void IncompleteEnd_IsOneReplacementCharacterAndTheDecoderIsAsNew()
    {
        var tokenizer = SyntheticTokenizer.Load(SyntheticTokenizer.Json());
        var stream = new StreamingDecoder(tokenizer);
        Assert.Equal("", stream.Push(0xF0) + stream.Push(0x9F));
        Assert.Equal("\uFFFD", stream.Flush());
        Assert.Equal("a", stream.Push('a') + stream.Flush());
    }

    private static string Join(int[] tokens, bool skipSpecial)
    {
        var stream = new StreamingDecoder(FarTiny.Tokenizer, skipSpecial);
        return string.Concat(tokens.Select(stream.Push)) + stream.Flush();
    }
}
