using FarAi.Core.Speculation;

namespace FarAi.Core.Tests.Speculation;

/// <summary>Fingerprints of what a new line builds on.</summary>
public sealed class TokenPrefixTests
{
    [Fact]
    public void OtherTokens_OtherOrder_OrOneMore_AreAnotherPrefix()
    {
        ulong[] prefixes = [.. ((int[][])[[], [0], [0, 0], [1, 2, 3], [1, 3, 2], [1, 2, 4], [1, 2, 3, 0], [-1]]).Select(TokenPrefix.Of)];
        Assert.Equal(prefixes.Length, prefixes.Distinct().Count());
    }

    [Fact]
    public void HeadsPrefix_IsAllThatIsKnownButTheLast()
    {
        var head = new HeadPipeline([1, 2, 3], SpeculationPlan.Rounds(0));
        Assert.Equal(TokenPrefix.Of([1, 2]), head.Prefix);
        Assert.True(head.Follow(3, [4, 5]));
        Assert.Equal(TokenPrefix.Of([1, 2, 3, 4]), head.Prefix);
    }
}
