using FarAi.Orleans.InProcess.CodeGeneration;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// Which requests may run together in one activation. Only touched in its turns.
/// The rules are those of Orleans: a request waits while a <i>blocking</i> one runs, unless it always interleaves, both are
/// read-only, it belongs to a call chain that was let in, or the class (reentrant, or by predicate) lets either of them interleave.
/// </summary>
internal sealed class RequestGate(GrainClassDescriptor grainClass)
{
    private GrainRequest? _blocking;
    private List<GrainRequest>? _others;
    private Dictionary<Guid, int>? _openChains;

    /// <summary>Requests that have started and not ended.</summary>
    public int Running { get; private set; }

    public bool MayStart(GrainRequest request, object grain)
    {
        if (Running == 0 || request.IsAlwaysInterleave || _blocking is null)
            return true;
        if (request.IsReadOnly && _blocking.IsReadOnly)
            return true;
        if (_openChains is not null && _openChains.ContainsKey(RequestContext.ReentrancyOf(request.CallContext)))
            return true;
        if (grainClass.IsReentrant)
            return true;
        return grainClass.MayInterleave is { } mayInterleave && (mayInterleave(grain, request) || mayInterleave(grain, _blocking));
    }

    public void OnStarted(GrainRequest request)
    {
        Running++;
        if (request.IsAlwaysInterleave)
            return;
        if (_blocking is null)
            _blocking = request;
        else
            (_others ??= []).Add(request);
    }

    public void OnEnded(GrainRequest request)
    {
        Running--;
        if (request != _blocking)
        {
            _others?.Remove(request);
            return;
        }

        // Whoever still runs blocks in its place, else a writer could start beside a second reader.
        _blocking = null;
        if (_others is { Count: > 0 })
        {
            _blocking = _others[0];
            _others.RemoveAt(0);
        }
    }

    public void Open(Guid chain)
    {
        _openChains ??= [];
        _openChains[chain] = _openChains.GetValueOrDefault(chain) + 1;
    }

    public void Shut(Guid chain)
    {
        if (_openChains is null || !_openChains.TryGetValue(chain, out var depth))
            return;
        if (depth == 1)
            _openChains.Remove(chain);
        else
            _openChains[chain] = depth - 1;
    }
}
