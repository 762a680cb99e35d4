using FarAi.Core.Sessions;

namespace FarAi.Core.Tests.Sessions;

public sealed class StallWatchTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private readonly StallWatch _watch = new(Longest);
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void FreshPrompt_MayTakeLong()
    {
        _watch.OnOpened(_now, again: false);
        Assert.False(After(9.9));
        Assert.True(After(0.1));
    }

    [Fact]
    public void OpenedAgain_IsExpectedSooner_AndEachFruitlessOpeningDoublesThePatience()
    {
        _watch.OnOpened(_now, again: true);
        Assert.False(After(2.9));
        Assert.True(After(0.1));
        _watch.OnOpened(_now, again: true);
        Assert.False(After(5.9));
        Assert.True(After(0.1));
        _watch.OnOpened(_now, again: true);
        Assert.False(After(11.9));
    }

    [Fact]
    public void SilenceInAQuickSession_IsFoundAfterASecond()
    {
        Rhythm(0.05);
        Assert.False(After(0.9));
        Assert.True(After(0.1));
    }

    [Fact]
    public void SilenceInASlowSession_IsMeasuredByItsRhythm()
    {
        Rhythm(0.5);
        Assert.False(After(3.5));
        Assert.True(After(0.5));
    }

    [Fact]
    public void MissingVerdict_IsBorneForAFifthOfASecond()
    {
        Rhythm(0.05);
        Assert.False(_watch.IsStalled(_now, gap: true));
        Assert.False(After(0.1, gap: true));
        Assert.True(After(0.1, gap: true));
    }

    [Fact]
    public void LateVerdictThatClosesTheGap_IsNoStall()
    {
        Rhythm(0.05);
        Assert.False(_watch.IsStalled(_now, gap: true));
        Assert.False(After(0.15, gap: false));
        Assert.False(After(0.15, gap: true));
    }

    [Fact]
    public void Progress_ForgetsFruitlessOpenings()
    {
        _watch.OnOpened(_now, again: true);
        Assert.True(After(3));
        Rhythm(0.05);
        Assert.True(After(1));
    }

    private bool After(double seconds, bool gap = false)
    {
        _now += TimeSpan.FromSeconds(seconds);
        return _watch.IsStalled(_now, gap);
    }

    private void Rhythm(double pause)
    {
        _watch.OnOpened(_now, again: false);
        for (var i = 0; i < 20; i++)
        {
            _now += TimeSpan.FromSeconds(pause);
            _watch.OnProgress(_now);
        }
    }
}
