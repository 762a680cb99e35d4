using FarAi.Core.Sessions;

namespace FarAi.Core.Tests.Sessions;

public sealed class StopMatcherTests
{
    [Fact]
    public void NoStops_EverythingPassesAtOnce() => Assert.Equal("abc", new StopMatcher([]).Push("abc"));

    [Fact]
    public void StopAcrossPushes_IsCutOut()
    {
        var matcher = new StopMatcher(["\n\nEND"]);

        Assert.Equal("one", matcher.Push("one\n"));
        Assert.Equal("", matcher.Push("\nEN"));
        Assert.Equal("", matcher.Push("D and more"));
        Assert.True(matcher.Stopped);
        Assert.Equal("", matcher.Flush());
    }

    [Fact]
    public void FalseAlarm_IsReleased()
    {
        var matcher = new StopMatcher(["abcd"]);

        Assert.Equal("x", matcher.Push("xabc"));
        Assert.Equal("abce", matcher.Push("e"));
        Assert.Equal("ab", matcher.Push("ab") + matcher.Flush());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AnySplit_GivesWhatStandsBeforeTheFirstStop(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 2000; i++)
        {
            var text = Letters(random, 30);
            string[] stops = [Letters(random, 3) + "b", Letters(random, 2) + "a"];
            var matcher = new StopMatcher(stops);
            var got = "";
            for (var at = 0; at < text.Length;)
            {
                var piece = Math.Min(random.Next(1, 5), text.Length - at);
                got += matcher.Push(text.Substring(at, piece));
                at += piece;
            }

            got += matcher.Flush();
            Assert.Equal(Reference(text, stops), got);
        }
    }

    [Fact]
    public void EmptyStop_IsRefused() => Assert.Throws<ArgumentException>(() => new StopMatcher([""]));

    // Character by character: the first stop string to be complete wins; of those that end together, the longest.
    private static string Reference(string text, string[] stops)
    {
        for (var end = 1; end <= text.Length; end++)
        {
            var done = stops.Where(s => text[..end].EndsWith(s, StringComparison.Ordinal)).ToList();
            if (done.Count > 0)
                return text[..(end - done.Max(s => s.Length))];
        }

        return text;
    }

    private static string Letters(Random random, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(most + 1)).Select(_ => (char)('a' + random.Next(2))));
}
