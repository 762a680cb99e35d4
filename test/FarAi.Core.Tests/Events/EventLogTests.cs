using FarAi.Core.Events;
using static FarAi.Core.Tests.Events.Happened;

namespace FarAi.Core.Tests.Events;

public sealed class EventLogTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void ReaderFromANumber_GetsThatEventAndAllAfterIt()
    {
        var log = Filled(10, kept: 100);

        var (events, next) = log.From(4, most: 3);

        Assert.Equal([4L, 5, 6], events.Select(e => e.Sequence));
        Assert.Equal(7, next);
        Assert.Equal([7L, 8, 9, 10], log.From(next, 100).Events.Select(e => e.Sequence));
        Assert.Empty(log.From(11, 100).Events);
    }

    [Theory]
    [InlineData(-3, new long[] { 8, 9, 10 })]
    [InlineData(-99, new long[] { 6, 7, 8, 9, 10 })]
    [InlineData(0, new long[] { 6, 7, 8, 9, 10 })]
    public void NewestAndOldest_AreWhatIsKept(long from, long[] expected) =>
        Assert.Equal(expected, Filled(10, kept: 5).From(from, 100).Events.Select(e => e.Sequence));

    [Fact]
    public void ReaderAheadOfTheLog_GetsWhatComesNext() => Assert.Equal(11, Filled(10, kept: 100).From(long.MaxValue, 100).Next);

    [Fact]
    public void NumbersOfEventsThatWereNeverStored_AreNotGivenAgain()
    {
        var before = Filled(3, kept: 100);
        var (stored, reserved) = before.Newest(2);
        var unstored = before.Append(Of(GridEventKind.NodeLeft, 9)).Sequence;
        var after = new EventLog(100, Hour);
        after.Restore(stored, reserved);

        var first = after.Append(Of(GridEventKind.NodeLeft, 10)).Sequence;

        Assert.True(first > unstored, $"{first} after {unstored}");
        Assert.Equal([2, 3, first], after.From(0, 100).Events.Select(e => e.Sequence));
    }

    [Fact]
    public void OldEvents_AreErased()
    {
        var log = Filled(3, kept: 100);

        Assert.False(log.Expire(At(0) + Hour - TimeSpan.FromTicks(1)));
        Assert.True(log.Expire(At(1) + Hour));

        Assert.Equal([3L], log.From(0, 100).Events.Select(e => e.Sequence));
        Assert.Equal(At(2) + Hour, log.Deadline);
    }

    private static EventLog Filled(int events, int kept)
    {
        var log = new EventLog(kept, Hour);
        for (var i = 0; i < events; i++)
            log.Append(Of(GridEventKind.NodeJoined, i));
        return log;
    }
}
