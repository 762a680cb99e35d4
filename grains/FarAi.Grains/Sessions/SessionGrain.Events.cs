using FarAi.Core.Events;
using FarAi.Core.Speculation;

namespace FarAi.Grains.Sessions;

public sealed partial class SessionGrain
{
    private SessionChronicle? _chronicle;

    private SessionChronicle Chronicle => _chronicle ??= new SessionChronicle(Request.Session, Request.Region);

    /// <summary>It is being opened on its route.</summary>
    private void OnOpened()
    {
        var now = time.GetUtcNow();
        _stalls.OnOpened(now, again: _opened);
        if (Chronicle.OnOpened(_route!.Triad, again: _opened, _log.Count, now) is { } happened)
            events.Record(happened);
    }

    /// <summary>It is in a new activation, and its nodes work on.</summary>
    private void OnGoesOn()
    {
        var now = time.GetUtcNow();
        _stalls.OnResumed(now);
        LogGoesOn(Request.Session, _log.Count);
        events.Record(Chronicle.OnResumed(_route!.Triad, _log.Count, now));
    }

    /// <summary>Tokens were committed.</summary>
    private void OnProgress()
    {
        var now = time.GetUtcNow();
        _stalls.OnProgress(now);
        if (Chronicle.OnProgress(_route!.Triad, _log.Count, now) is { } happened)
            events.Record(happened);
    }

    /// <summary>Its nodes can't go on with it.</summary>
    private void OnNodesLost(string reason)
    {
        LogFault(Request.Session, reason);
        Chronicle.OnFault(reason);
    }

    /// <summary>Nothing more will come, and readers are told.</summary>
    private void OnEnded(FinishReason finish, string? error)
    {
        _output!.End(finish, error, Usage());
        _output.Publish();
        if (error is not null)
            events.Record(Chronicle.OnFailed(_route?.Triad, _log.Count, time.GetUtcNow()));
    }
}
