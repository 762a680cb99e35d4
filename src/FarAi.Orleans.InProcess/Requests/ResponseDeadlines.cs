using System.Collections;
using FarAi.Orleans.InProcess.CodeGeneration;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// Watches all calls that share one time-out. As the time-out is the same, the calls expire in the order in which they were
/// made: a linked list and one timer, armed for its head, serve any number of calls at a few nanoseconds each.
/// </summary>
internal sealed class ResponseDeadlines : IEnumerable<GrainRequest>, IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly TurnScheduler _scheduler;
    private readonly TimeSpan _timeout;
    private readonly long _timeoutTicks;
    private readonly ITimer _timer;
    private GrainRequest? _first;
    private GrainRequest? _last;
    private bool _armed;

    public ResponseDeadlines(TimeProvider time, TurnScheduler scheduler, TimeSpan timeout)
    {
        _time = time;
        _scheduler = scheduler;
        _timeout = timeout;
        _timeoutTicks = (long)(timeout.TotalSeconds * time.TimestampFrequency);
        // Calls without a time-out are listed all the same, so that they are found when a silo dies.
        _armed = timeout == Timeout.InfiniteTimeSpan;
        using (ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(static self => ((ResponseDeadlines)self!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Starts the clock for a call that has just been made.</summary>
    public void Add(GrainRequest request)
    {
        request.Deadlines = this;
        lock (_gate)
        {
            request.Deadline = _time.GetTimestamp() + _timeoutTicks;
            request.EarlierDeadline = _last;
            if (_last is null)
                _first = request;
            else
                _last.LaterDeadline = request;
            _last = request;
            if (_armed)
                return;
            _armed = true;
            _timer.Change(_timeout, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Stops the clock of a call that has been answered.</summary>
    public bool Remove(GrainRequest request)
    {
        lock (_gate)
            return Unlink(request);
    }

    /// <summary>The calls under way, in the order in which they were made; a snapshot.</summary>
    public IEnumerator<GrainRequest> GetEnumerator()
    {
        List<GrainRequest> all = [];
        lock (_gate)
        {
            for (var request = _first; request is not null; request = request.LaterDeadline)
                all.Add(request);
        }

        return all.GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose() => _timer.Dispose();

    private void OnTimer()
    {
        List<GrainRequest> expired = [];
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            for (var request = _first; request is not null && request.Deadline <= now; request = _first)
            {
                Unlink(request);
                expired.Add(request);
            }

            _armed = _first is not null;
            if (_first is not null)
                _timer.Change(RemainingTime(_first.Deadline - now), Timeout.InfiniteTimeSpan);
        }

        foreach (var request in expired)
            OffStack.Fail(_scheduler, request, new TimeoutException($"Response did not arrive on time in {_timeout} for message: {request}."));
    }

    // Rounded up to whole milliseconds: a timer that fires early would only have to be armed again.
    private TimeSpan RemainingTime(long ticks) => TimeSpan.FromMilliseconds(Math.Ceiling(ticks * 1000.0 / _time.TimestampFrequency));

    private bool Unlink(GrainRequest request)
    {
        if (request != _first && request.EarlierDeadline is null)
            return false;
        if (request.EarlierDeadline is { } earlier)
            earlier.LaterDeadline = request.LaterDeadline;
        else
            _first = request.LaterDeadline;
        if (request.LaterDeadline is { } later)
            later.EarlierDeadline = request.EarlierDeadline;
        else
            _last = request.EarlierDeadline;
        request.EarlierDeadline = null;
        request.LaterDeadline = null;
        return true;
    }
}
