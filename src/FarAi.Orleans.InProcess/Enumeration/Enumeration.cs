using System.Diagnostics.CodeAnalysis;
using FarAi.Orleans.InProcess.CodeGeneration;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// The grain's end of an enumeration: runs the iterator in turns of its activation, collects what is ready into batches,
/// and makes sure that the iterator's finally blocks run however the enumeration ends.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The iterator may keep its token beyond its end; a source without timer or handle needs no disposal.")]
internal sealed class Enumeration<T> : IEnumeration
{
    private readonly GrainHost _host;
    private readonly Activation _activation;
    private readonly int _batchSize;
    private readonly CancellationTokenSource _iteratorCancellation = new();
    private readonly CancellationTokenRegistration _consumerCancellation;
    private readonly CancellationToken _consumerToken;
    private readonly IAsyncEnumerator<T> _iterator;
    private Task<bool>? _pending;
    private Task? _ending;
    private bool _seen = true;
    private bool _busy;

    public Enumeration(GrainHost host, Activation activation, EnumerableRequest<T> request, int batchSize, CancellationToken consumerToken)
    {
        _host = host;
        _activation = activation;
        _batchSize = batchSize;
        _consumerToken = consumerToken;
        _iterator = request.Invoke(activation.GrainInstance!, _iteratorCancellation.Token).GetAsyncEnumerator(_iteratorCancellation.Token);
        activation.Enumerations.Add(this);
        if (consumerToken.CanBeCanceled)
            _consumerCancellation = consumerToken.UnsafeRegister(static self => ((Enumeration<T>)self!).OnConsumerCancelled(), this);
    }

    public static EnumerationAbortedException Aborted(GrainId grain) => new(
        $"Enumeration aborted: {grain} was deactivated since the enumeration began, or the consumer was away for longer than the expiration period.");

    public bool MarkAndCheckAbandoned()
    {
        var abandoned = !_seen && !_busy;
        _seen = false;
        return abandoned;
    }

    /// <summary>The next elements: those ready now, up to the batch size, else the next one when it comes.</summary>
    public async ValueTask<Batch<T>> NextAsync()
    {
        _seen = true;
        if (_ending is not null)
            throw _consumerToken.IsCancellationRequested ? new OperationCanceledException(_consumerToken) : Aborted(_activation.GrainId);
        _busy = true;
        try
        {
            var batch = _pending is null ? CollectReady() : null;
            if (batch is null)
            {
                var more = await _pending!;
                _pending = null;
                batch = more ? new Batch<T>([_iterator.Current], IsLast: false) : new Batch<T>([], IsLast: true);
            }

            if (batch.Value.IsLast)
                await EndAsync(CancellationToken.None);
            return batch.Value;
        }
        catch (Exception) when (_ending is null)
        {
            await EndAsync(CancellationToken.None);
            _consumerToken.ThrowIfCancellationRequested();
            throw;
        }
        catch (Exception) when (_consumerToken.IsCancellationRequested)
        {
            await _ending!;
            throw new OperationCanceledException(_consumerToken);
        }
        catch (OperationCanceledException)
        {
            // Cancelled by the end of the activation, not by the consumer, who must not take it for its own doing.
            await _ending!;
            throw Aborted(_activation.GrainId);
        }
        finally
        {
            _busy = false;
            _seen = true;
        }
    }

    public Task EndAsync(CancellationToken cancellation) => _ending ??= RunEndAsync(cancellation);

    // Null: nothing is ready, and _pending says when it will be.
    private Batch<T>? CollectReady()
    {
        List<T> ready = [];
        while (ready.Count < _batchSize)
        {
            var next = _iterator.MoveNextAsync();
            if (!next.IsCompletedSuccessfully)
            {
                _pending = next.AsTask();
                return ready.Count > 0 ? new Batch<T>(ready, IsLast: false) : null;
            }

            if (!next.Result)
                return new Batch<T>(ready, IsLast: true);
            ready.Add(_iterator.Current);
        }

        return new Batch<T>(ready, IsLast: false);
    }

    private async Task RunEndAsync(CancellationToken cancellation)
    {
        _activation.Enumerations.Remove(this);
        _consumerCancellation.Unregister();
        try
        {
            using var patience = new CancellationTokenSource(_host.ResponseTimeout, _host.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
            _iteratorCancellation.Cancel();
            if (_pending is { } pending)
            {
                await ((Task)pending).WaitAsync(either.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            }

            // An iterator that does not come back from its await can't be disposed; it is left to itself.
            if (_pending is null or { IsCompleted: true })
                await _iterator.DisposeAsync().AsTask().WaitAsync(either.Token);
        }
#pragma warning disable CA1031 // The consumer has gone; a failing finally block is logged and the grain goes on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _host.LogEnumerationFailed(_activation.GrainId, error);
        }
    }

    private void OnConsumerCancelled() =>
        _activation.Turns.Post(static self => _ = ((Enumeration<T>)self!).EndAsync(CancellationToken.None), this);
}
