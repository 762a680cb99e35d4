using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// The enumerations of one activation. While there are any, a timer looks once per response time-out for those whose consumer
/// has not come back since the last look, and ends them, as Orleans does.
/// </summary>
internal sealed class EnumerationSet(Activation activation, GrainHost host)
{
    private readonly List<IEnumeration> _running = [];
    private GrainTimer<EnumerationSet>? _cleanup;

    public int Count => _running.Count;

    public void Add(IEnumeration enumeration)
    {
        _running.Add(enumeration);
        _cleanup ??= new GrainTimer<EnumerationSet>(
            host,
            activation,
            static (set, _) => set.EndAbandonedAsync(),
            this,
            new GrainTimerCreationOptions(host.ResponseTimeout, host.ResponseTimeout) { Interleave = true });
    }

    public void Remove(IEnumeration enumeration)
    {
        _running.Remove(enumeration);
        if (_running.Count > 0)
            return;
        _cleanup?.Dispose();
        _cleanup = null;
    }

    public Task EndAsync(CancellationToken cancellation) =>
        Task.WhenAll(_running.ToArray().Select(enumeration => enumeration.EndAsync(cancellation)));

    private async Task EndAbandonedAsync()
    {
        foreach (var enumeration in _running.ToArray().Where(enumeration => enumeration.MarkAndCheckAbandoned()))
            await enumeration.EndAsync(CancellationToken.None);
    }
}
