using FarAi.Core.Sessions;

namespace FarAi.Core.Tests.Sessions;

public sealed class SearchPauseTests
{
    [Theory]
    [InlineData(0, 100)]
    [InlineData(150, 100)]
    [InlineData(600, 300)]
    [InlineData(2000, 1000)]
    [InlineData(60_000, 1000)]
    public void ThePause_GrowsWithTheSearch_WithinItsBounds(int waited, int pause) =>
        Assert.Equal(TimeSpan.FromMilliseconds(pause), SearchPause.After(TimeSpan.FromMilliseconds(waited)));
}
