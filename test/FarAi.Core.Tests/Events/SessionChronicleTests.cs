using FarAi.Core.Events;
using FarAi.Core.Tests.Triads;
using FarAi.Core.Triads;
using static FarAi.Core.Tests.Events.Happened;

namespace FarAi.Core.Tests.Events;

public sealed class SessionChronicleTests
{
    private readonly SessionChronicle _chronicle = new(S, "local");

    [Fact]
    public void SessionWithoutInterruption_SaysNothing()
    {
        Assert.Null(_chronicle.OnOpened(View("t1"), again: false, 0, At(0)));
        Assert.Null(_chronicle.OnProgress(View("t1"), 4, At(1)));
    }

    [Fact]
    public void OpenedAgain_SaysWhyAndWhenTokensCame()
    {
        _chronicle.OnOpened(View("t1"), again: false, 0, At(0));
        _chronicle.OnFault("its cache was lost");

        var reopened = _chronicle.OnOpened(View("t1", 2), again: true, 4, At(10))!;
        var recovered = _chronicle.OnProgress(View("t1", 2), 5, At(35))!;

        Assert.Equal((GridEventKind.SessionReopened, 2L, null, S), (reopened.Kind, reopened.Epoch, reopened.From, reopened.Session));
        Assert.Contains("after token 4: its cache was lost", reopened.Text, StringComparison.Ordinal);
        Assert.Equal((GridEventKind.SessionRecovered, At(35)), (recovered.Kind, recovered.Time));
        Assert.Contains("25 ms after", recovered.Text, StringComparison.Ordinal);
        Assert.Null(_chronicle.OnProgress(View("t1", 2), 6, At(40)));
    }

    [Fact]
    public void OpenedOnAnotherTriad_IsAMove()
    {
        _chronicle.OnOpened(View("t1"), again: false, 0, At(0));

        var moved = _chronicle.OnOpened(View("t2", 7), again: true, 4, At(10))!;

        Assert.Equal((GridEventKind.SessionMoved, "t1", "t2"), (moved.Kind, moved.From?.Value, moved.Triad?.Value));
    }

    [Fact]
    public void NewActivation_IsResumedAndRecoversWithoutBeingOpened()
    {
        Assert.Equal(GridEventKind.SessionResumed, _chronicle.OnResumed(View("t1"), 8, At(0)).Kind);
        Assert.Equal(GridEventKind.SessionRecovered, _chronicle.OnProgress(View("t1"), 9, At(3))?.Kind);
    }

    [Fact]
    public void EpochThatChangedWithoutBeingOpenedAgain_IsToldWithItsFirstToken()
    {
        Assert.Null(_chronicle.OnProgress(View("t1"), 4, At(0)));

        Assert.Equal((GridEventKind.SessionRecovered, 2L), (_chronicle.OnProgress(View("t1", 2), 5, At(9)) is { } e ? (e.Kind, e.Epoch) : default));
        Assert.Null(_chronicle.OnProgress(View("t1", 2), 6, At(10)));
    }

    private static TriadView View(string triad, long epoch = 1) => TriadFixtures.View(triad, TriadPhase.Ready, epoch);
}
