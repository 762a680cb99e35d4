using FarAi.Orleans.InProcess.CodeGeneration;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>A timer whose runs are requests of its activation. The next run is armed when one has ended, so runs never pile up.</summary>
internal sealed class GrainTimer<TState> : IGrainTimer, IActivationTimer
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _cancellation = new();
    private readonly GrainHost _host;
    private readonly Activation _activation;
    private readonly Func<TState, CancellationToken, Task> _callback;
    private readonly TState _state;
    private readonly ITimer _timer;
    private TimeSpan _period;
    private bool _running;
    private TimeSpan? _changedDueTime;
    private bool _disposed;

    public GrainTimer(
        GrainHost host, Activation activation, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        Validate(options.DueTime, options.Period);
        _host = host;
        _activation = activation;
        _callback = callback;
        _state = state;
        _period = options.Period;
        Interleave = options.Interleave;
        KeepAlive = options.KeepAlive;
        using (ExecutionContext.SuppressFlow())
            _timer = host.Time.CreateTimer(static self => ((GrainTimer<TState>)self!).OnDue(), this, options.DueTime, Timeout.InfiniteTimeSpan);
        activation.Timers.Add(this);
    }

    private bool Interleave { get; }

    private bool KeepAlive { get; }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Validate(dueTime, period);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _period = period;
            if (_running)
                _changedDueTime = dueTime;
            else
                _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    public void Stop()
    {
        lock (_gate)
        {
            _disposed = true;
            _timer.Dispose();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            _timer.Dispose();
        }

        _cancellation.Cancel();
        _activation.Timers.Remove(this);
    }

    private static void Validate(TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan)
            ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        if (period != Timeout.InfiniteTimeSpan)
            ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.Zero);
    }

    private void OnDue()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _running = true;
        }

        _activation.TrySend(new Tick(this));
    }

    private async Task RunAsync()
    {
        if (_disposed)
            return;
        try
        {
            await _callback(_state, _cancellation.Token);
        }
#pragma warning disable CA1031 // Top of the timer's loop: logged, and the next run comes after the period.
        catch (Exception error)
#pragma warning restore CA1031
        {
            if (!_disposed)
                _host.LogTimerFailed(_activation.GrainId, error);
        }

        lock (_gate)
        {
            _running = false;
            var due = _changedDueTime ?? _period;
            _changedDueTime = null;
            if (!_disposed)
                _timer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    private sealed class Tick(GrainTimer<TState> timer) : GrainRequestWithoutResult
    {
        public override RequestOptions Options => timer.Interleave ? RequestOptions.AlwaysInterleave : RequestOptions.None;

        internal override GrainId Target => timer._activation.GrainId;

        internal override bool CountsAsActivity => timer.KeepAlive;

        internal override bool IsFiltered => false;

        internal override bool IsPinned => true;

        public override string GetMethodName() => "Tick";

        public override string GetInterfaceName() => nameof(IGrainTimer);

        public override Type GetInterfaceType() => typeof(IGrainTimer);

        protected override ValueTask InvokeOn(object target) => new(timer.RunAsync());
    }
}
