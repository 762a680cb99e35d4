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
        Assert.Equal(StallAction.None, After(9.9));
        Assert.Equal(StallAction.Reopen, After(0.1));
    }

    [Fact]
    public void OpenedAgain_IsExpectedSooner_AndEachFruitlessOpeningDoublesThePatience()
    {
        foreach (var patience in (double[])[3, 6, 12])
        {
            _watch.OnOpened(_now, again: true);
            Assert.Equal(StallAction.None, After(patience - 0.1));
            Assert.Equal(StallAction.Reopen, After(0.1));
        }
    }

    [Fact]
    public void SilenceInAQuickSession_MakesItAskAfterASecond_AndOpenAgainAfterAnother()
    {
        Rhythm(0.05);
        Assert.Equal(StallAction.None, After(0.9));
        Assert.Equal(StallAction.Ask, After(0.1));
        Assert.Equal(StallAction.None, After(0.9));
        Assert.Equal(StallAction.Reopen, After(0.1));
    }

    [Fact]
    public void SilenceInASlowSession_IsMeasuredByItsRhythm()
    {
        Rhythm(0.5);
        Assert.Equal(StallAction.None, After(3.5));
        Assert.Equal(StallAction.Ask, After(0.5));
    }

    [Fact]
    public void MissingVerdict_IsBorneForAFifthOfASecond()
    {
        Rhythm(0.05);
        Assert.Equal(StallAction.None, _watch.Check(_now, gap: true));
        Assert.Equal(StallAction.None, After(0.1, gap: true));
        Assert.Equal(StallAction.Ask, After(0.1, gap: true));
    }

    [Fact]
    public void LateVerdictThatClosesTheGap_IsNoStall()
    {
        Rhythm(0.05);
        Assert.Equal(StallAction.None, _watch.Check(_now, gap: true));
        Assert.Equal(StallAction.None, After(0.15, gap: false));
        Assert.Equal(StallAction.None, After(0.15, gap: true));
    }

    /// <summary>After an opening, what was said before it is still ahead for a while; tokens that come at its own pace show that all is well.</summary>
    [Fact]
    public void GapThatTheTokensDrawNearTo_IsNoStall()
    {
        _watch.OnOpened(_now, again: true);
        Assert.Equal(StallAction.None, After(0.5, gap: true));
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(StallAction.None, After(0.15, gap: true));
            _watch.OnProgress(_now);
        }
    }

    [Fact]
    public void QuestionThatDoesNotReachTheTail_IsAskedAgainAtOnce_ButNotForEver()
    {
        _watch.OnResumed(_now);
        for (var i = 0; i < 9; i++)
        {
            _watch.OnAskFailed();
            Assert.Equal(StallAction.Ask, After(1));
        }

        _watch.OnAskFailed();
        Assert.Equal(StallAction.Reopen, After(1));
    }

    [Fact]
    public void MovedSession_OpensAgainWhereTheTailDoesNotAnswer()
    {
        _watch.OnResumed(_now);
        Assert.Equal(StallAction.None, After(0.9));
        Assert.Equal(StallAction.Reopen, After(0.1));
    }

    [Fact]
    public void Progress_ForgetsFruitlessOpenings()
    {
        _watch.OnOpened(_now, again: true);
        Assert.Equal(StallAction.Reopen, After(3));
        Rhythm(0.05);
        Assert.Equal(StallAction.Ask, After(1));
        Assert.Equal(StallAction.Reopen, After(1));
    }

    private StallAction After(double seconds, bool gap = false)
    {
        _now += TimeSpan.FromSeconds(seconds);
        return _watch.Check(_now, gap);
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
