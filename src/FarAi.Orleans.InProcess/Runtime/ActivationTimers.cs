namespace FarAi.Orleans.InProcess;

/// <summary>The timers of one activation, as a rule none or one. A timer may be disposed from outside a turn, so this needs a lock.</summary>
internal sealed class ActivationTimers
{
    private IActivationTimer? _first;
    private List<IActivationTimer>? _others;

    public void Add(IActivationTimer timer)
    {
        lock (this)
        {
            if (_first is null)
                _first = timer;
            else
                (_others ??= []).Add(timer);
        }
    }

    public void Remove(IActivationTimer timer)
    {
        lock (this)
        {
            if (_first == timer)
                _first = null;
            else
                _others?.Remove(timer);
        }
    }

    /// <summary>Stops all without a word.</summary>
    public void Stop()
    {
        foreach (var timer in All())
            timer.Stop();
    }

    /// <summary>Disposes all.</summary>
    public void DisposeAll()
    {
        foreach (var timer in All())
            timer.Dispose();
    }

    private IActivationTimer[] All()
    {
        lock (this)
            return [.. _first is null ? [] : (IActivationTimer[])[_first], .. _others ?? []];
    }
}
