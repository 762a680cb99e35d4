using FarAi.Orleans.InProcess.CodeGeneration;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>The consumer's end of an enumeration: fetches batches and hands out their elements.</summary>
internal sealed class GrainEnumerator<T> : IAsyncEnumerator<T>
{
    private readonly GrainHost _host;
    private readonly GrainId _target;
    private readonly EnumerableRequest<T> _request;
    private readonly int _batchSize;
    private readonly CancellationTokenSource? _linked;
    private readonly CancellationToken _cancellation;
    private Activation? _activation;
    private Enumeration<T>? _producer;
    private Batch<T> _batch = new([], IsLast: false);
    private int _index = -1;
    private bool _ended;

    public GrainEnumerator(GrainHost host, GrainId target, EnumerableRequest<T> request, int batchSize, CancellationToken cancellation)
    {
        _host = host;
        _target = target;
        _request = request;
        _batchSize = batchSize;
        var argument = request.CallerToken;
        if (argument.CanBeCanceled && cancellation.CanBeCanceled && argument != cancellation)
            _linked = CancellationTokenSource.CreateLinkedTokenSource(argument, cancellation);
        _cancellation = _linked?.Token ?? (argument.CanBeCanceled ? argument : cancellation);
    }

    public T Current => _index >= 0 && _index < _batch.Elements.Count
        ? _batch.Elements[_index]
        : throw new InvalidOperationException("The enumerator does not stand on an element.");

    public ValueTask<bool> MoveNextAsync()
    {
        if (++_index < _batch.Elements.Count)
            return ValueTask.FromResult(true);
        return _ended || _batch.IsLast ? ValueTask.FromResult(false) : FetchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _index = _batch.Elements.Count;
        if (!_ended && !_batch.IsLast && _producer is { } producer && _activation is { } activation)
        {
            _ended = true;
            var end = new EnumerationStep<T>(_target, _request, isFirst: false, _ => EndAsync(producer));
            if (_host.TryBegin(end) && !activation.TrySend(end))
                end.TryFail(Enumeration<T>.Aborted(_target));
            await ((Task)end.Response.AsTask()).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }

        _ended = true;
        _linked?.Dispose();
    }

    private static async ValueTask<Batch<T>> EndAsync(Enumeration<T> producer)
    {
        await producer.EndAsync(CancellationToken.None);
        return new Batch<T>([], IsLast: true);
    }

    private async ValueTask<bool> FetchAsync()
    {
        try
        {
            _cancellation.ThrowIfCancellationRequested();
            _index = 0;
            _batch = await (_producer is null ? StartAsync() : NextAsync());
            return _batch.Elements.Count > 0;
        }
        catch
        {
            // A failed step has ended the enumeration on the grain's side, but a token that was cancelled before the step has not.
            await DisposeAsync();
            throw;
        }
    }

    private ValueTask<Batch<T>> StartAsync()
    {
        var start = new EnumerationStep<T>(_target, _request, isFirst: true, activation =>
        {
            _activation = activation;
            _producer = new Enumeration<T>(activation.Host, activation, _request, _batchSize, _cancellation);
            return _producer.NextAsync();
        });
        start.CallContext = RequestContext.Values;
        if (_host.TryBegin(start))
            _host.Dispatch(start);
        return start.Response;
    }

    private ValueTask<Batch<T>> NextAsync()
    {
        var producer = _producer!;
        var next = new EnumerationStep<T>(_target, _request, isFirst: false, _ => producer.NextAsync());
        if (_host.TryBegin(next) && !_activation!.TrySend(next))
            next.TryFail(Enumeration<T>.Aborted(_target));
        return next.Response;
    }
}
