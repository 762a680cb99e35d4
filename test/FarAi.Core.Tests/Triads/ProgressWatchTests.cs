using FarAi.Core.Triads;

namespace FarAi.Core.Tests.Triads;

/// <summary>How long a silent peer is borne with.</summary>
public sealed class ProgressWatchTests
{
    private static readonly TimeSpan Least = Milliseconds(40);

    [Fact]
    public void NothingSent_NothingIsWaitedFor()
    {
        var watch = new ProgressWatch(Least);
        Assert.Null(watch.Deadline);
        Assert.False(watch.IsOverdue(TimeSpan.FromHours(1)));
    }

    [Fact]
    public void UnknownPeer_IsGivenFiveSeconds()
    {
        var watch = new ProgressWatch(Least);
        watch.OnSent(TimeSpan.Zero);
        Assert.Equal(ProgressWatch.Unknown, watch.Deadline);
    }

    [Theory]
    [InlineData(1, 40)] // the least
    [InlineData(20, 60)]
    [InlineData(400, 1200)]
    public void KnownPeer_IsGivenAMultipleOfItsSlowestHundredth(int usual, int patience)
    {
        var (watch, now) = Taught(usual);
        watch.OnSent(now);
        Assert.Equal(now + Milliseconds(patience), watch.Deadline);
    }

    [Fact]
    public void Silence_IsDoubtedOnce_ThenTold_ThenToldWithDoubledPauses()
    {
        var (watch, now) = Taught(20);
        watch.OnSent(now);
        Assert.False(watch.IsOverdue(now + Milliseconds(61))); // perhaps this process slept
        Assert.False(watch.IsOverdue(now + Milliseconds(70)));
        Assert.True(watch.IsOverdue(now + Milliseconds(77)));
        Assert.Equal(Milliseconds(77), watch.Silence(now + Milliseconds(77)));
        Assert.False(watch.IsOverdue(now + Milliseconds(100)));
        Assert.True(watch.IsOverdue(now + Milliseconds(200)));
        Assert.False(watch.IsOverdue(now + Milliseconds(250)));
    }

    [Fact]
    public void OwnSleep_IsNotThePeersSilence()
    {
        var (watch, now) = Taught(20);
        watch.OnSent(now);
        var awake = now + TimeSpan.FromMinutes(3);
        Assert.False(watch.IsOverdue(awake));
        watch.OnDone(awake + Milliseconds(1), 1); // it lay unread
        Assert.Null(watch.Deadline);
    }

    [Fact]
    public void ManyUnderWay_EachAcknowledgementGrantsTheWholePatience()
    {
        var (watch, now) = Taught(20);
        for (var i = 0; i < 5; i++)
            watch.OnSent(now);
        watch.OnDone(now + Milliseconds(50), 2);
        Assert.Equal(3, watch.Outstanding);
        Assert.Equal(now + Milliseconds(110), watch.Deadline);
    }

    [Fact]
    public void Restart_ForgetsWhatIsUnderWay_AndKeepsWhatIsLearnt()
    {
        var (watch, now) = Taught(20);
        watch.OnSent(now);
        watch.Restart(now);
        Assert.Null(watch.Deadline);
        watch.OnSent(now + Milliseconds(5));
        Assert.Equal(now + Milliseconds(65), watch.Deadline);
    }

    [Fact]
    public void PeerThatBecomesSlower_IsGivenMore()
    {
        var (watch, now) = Taught(20);
        for (var i = 0; i < 64; i++)
        {
            watch.OnSent(now);
            now += Milliseconds(100);
            watch.OnDone(now, 1);
        }

        watch.OnSent(now);
        Assert.Equal(now + Milliseconds(300), watch.Deadline);
    }

    private static (ProgressWatch Watch, TimeSpan Now) Taught(int milliseconds)
    {
        var watch = new ProgressWatch(Least);
        var now = TimeSpan.Zero;
        for (var i = 0; i < ProgressWatch.Window; i++)
        {
            watch.OnSent(now);
            now += Milliseconds(milliseconds);
            watch.OnDone(now, 1);
        }

        return (watch, now);
    }

    private static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);
}
