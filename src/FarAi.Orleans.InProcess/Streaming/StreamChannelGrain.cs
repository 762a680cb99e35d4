using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.Streams;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// One memory stream. Events are numbered and kept in memory; every subscription has its own cursor and its own delivery at a
/// time, so order holds per subscription and a slow listener delays nobody else. Explicit subscriptions are stored; events are
/// not, as in Orleans: those that were not delivered are lost with the silo.
/// Reentrant, since deliveries await listeners while events arrive: between awaits, log and cursors are always consistent.
/// </summary>
[GrainType("farai.stream"), Reentrant]
[SuppressMessage("Design", "CA1001", Justification = "Deliveries look at the token after the end; a source without timer or handle needs no disposal.")]
internal sealed partial class StreamChannelGrain : Grain, IStreamChannelGrain
{
    private readonly string _provider;
    private readonly StreamId _stream;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TimeSpan _patience;
    private readonly PersistentState<StreamSubscriptions> _stored;
    private readonly CancellationTokenSource _ended = new();
    private readonly List<StreamCursor> _cursors = [];
    private readonly StreamLog _log;

    public StreamChannelGrain(
        IGrainContext context, IServiceProvider services, TimeProvider time, IOptionsMonitor<StreamPullingAgentOptions> options, ILogger<StreamChannelGrain> logger)
    {
        var key = context.GrainId.Key.ToString();
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        _provider = key[..slash];
        _stream = StreamId.Parse(System.Text.Encoding.UTF8.GetBytes(key[(slash + 1)..]));
        if (_stream.GetNamespace() == "null")
            _stream = StreamId.Create(null, _stream.GetKeyAsString());
        _time = time;
        _logger = logger;
        _patience = options.Get(_provider).MaxEventDeliveryTime;
        // Numbers go on growing over activations, without being stored.
        _log = new StreamLog(time.GetUtcNow().Ticks);
        var storage = services.GetKeyedService<IGrainStorage>(_provider)
            ?? services.GetKeyedService<IGrainStorage>(ProviderConstants.DEFAULT_PUBSUB_PROVIDER_NAME)
            ?? throw new BadProviderConfigException(
                $"Streams of \"{_provider}\" keep their subscriptions in a grain storage named \"{ProviderConstants.DEFAULT_PUBSUB_PROVIDER_NAME}\" (or \"{_provider}\"); add one.");
        _stored = new PersistentState<StreamSubscriptions>("PubSubRendezvousGrain", context.GrainId, storage);
        context.ObservableLifecycle.Subscribe(nameof(StreamChannelGrain), GrainLifecycleStage.SetupState, _stored);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var (grain, subscription) in ImplicitSubscribers.Of(_provider, _stream))
            _cursors.Add(new StreamCursor(subscription, grain, isClient: false, isImplicit: true, _log.End));
        foreach (var stored in _stored.State.Consumers)
            _cursors.Add(new StreamCursor(stored.Id, GrainId.Parse(stored.Consumer), stored.IsClient, isImplicit: false, _log.End));
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_log.End > OldestWanted())
            LogEventsLost(_log.End - OldestWanted(), _stream, _provider, reason.Description);
        return _ended.CancelAsync();
    }

    public Task Publish(IReadOnlyList<object?> items)
    {
        if (_log.End - OldestWanted() >= StreamLog.MostWaiting)
            throw new InvalidOperationException($"Can not enqueue since the count has reached its maximum of {StreamLog.MostWaiting}");
        _log.Append(items, RequestContext.Values);
        foreach (var cursor in _cursors.ToArray())
            Start(cursor);
        _log.Release(OldestWanted());
        return Task.CompletedTask;
    }

    public async Task Subscribe(Guid subscription, GrainId consumer, bool isClient, long? from)
    {
        if (_cursors.Exists(known => known.Id == subscription))
            return;
        var cursor = new StreamCursor(subscription, consumer, isClient, isImplicit: false, from ?? _log.End);
        _cursors.Add(cursor);
        try
        {
            await StoreAsync();
        }
        catch
        {
            cursor.IsGone = true;
            _cursors.Remove(cursor);
            throw;
        }

        Start(cursor);
    }

    public Task Unsubscribe(Guid subscription)
    {
        var cursor = _cursors.Find(known => known.Id == subscription);
        // An attribute's subscription can't end; without a listener its events are dropped.
        return cursor is null or { IsImplicit: true } ? Task.CompletedTask : RemoveAsync(cursor);
    }

    public Task Rewind(Guid subscription, long from)
    {
        if (_cursors.Find(known => known.Id == subscription) is { } cursor)
        {
            cursor.Rewound++;
            cursor.Next = from;
            Start(cursor);
        }

        return Task.CompletedTask;
    }

    public Task<List<Guid>> Subscriptions(GrainId consumer) =>
        Task.FromResult(_cursors.Where(cursor => cursor.Consumer == consumer).Select(cursor => cursor.Id).ToList());

    private long OldestWanted() => _cursors.Count == 0 ? _log.End : Math.Min(_log.End, _cursors.Min(cursor => cursor.Next));

    private Task RemoveAsync(StreamCursor cursor)
    {
        cursor.IsGone = true;
        _cursors.Remove(cursor);
        return StoreAsync();
    }

    private Task StoreAsync()
    {
        _stored.State = new StreamSubscriptions
        {
            Consumers = [.. _cursors.Where(cursor => !cursor.IsImplicit).Select(cursor => new StreamSubscriptionRecord(cursor.Id, cursor.Consumer.ToString(), cursor.IsClient))],
        };
        return _stored.WriteStateAsync();
    }

    private void Start(StreamCursor cursor)
    {
        if (!cursor.IsDelivering)
            _ = DeliverWaitingAsync(cursor);
    }

    private async Task DeliverWaitingAsync(StreamCursor cursor)
    {
        cursor.IsDelivering = true;
        while (!cursor.IsGone && !_ended.IsCancellationRequested && cursor.Next < _log.End)
        {
            // Deliveries are no calls of this grain, so they must keep it from being collected themselves.
            DelayDeactivation(_patience + TimeSpan.FromMinutes(1));
            if (cursor.Next < _log.First)
            {
                await ReportAsync(cursor, new QueueCacheMissException($"{cursor.Next}", $"{_log.First}", $"{_log.End - 1}"));
                cursor.Next = Math.Max(cursor.Next, _log.First);
                continue;
            }

            var (rewound, batch) = (cursor.Rewound, _log[cursor.Next]);
            await DeliverAsync(cursor, batch);
            if (cursor.Rewound == rewound)
                cursor.Next = batch.Sequence + 1;
            _log.Release(OldestWanted());
        }

        cursor.IsDelivering = false;
    }

    private async Task DeliverAsync(StreamCursor cursor, StreamBatch batch)
    {
        var started = _time.GetTimestamp();
        var rewound = cursor.Rewound;
        for (var attempt = 0; !cursor.IsGone && cursor.Rewound == rewound && !_ended.IsCancellationRequested; attempt++)
        {
            try
            {
                await SendAsync(cursor, batch);
                return;
            }
            catch (ClientNotAvailableException)
            {
                LogClientGone(cursor.Id, _stream, _provider);
                await RemoveAsync(cursor).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                return;
            }
#pragma warning disable CA1031 // Top of the delivery's loop: whatever the listener threw, the event is delivered again, up to the configured time.
            catch (Exception error)
#pragma warning restore CA1031
            {
                var pause = TimeSpan.FromSeconds(Math.Min(30, 1 << Math.Min(attempt, 5)));
                if (_time.GetElapsedTime(started) + pause > _patience)
                {
                    LogGivenUp(error, batch.Sequence, _stream, _provider, cursor.Id, attempt + 1);
                    await ReportAsync(cursor, new StreamEventDeliveryFailureException(
                        $"Stream provider failed to deliver an event.  StreamProvider:{_provider}  Stream:{_stream}", error));
                    return;
                }

                LogRetried(error, batch.Sequence, _stream, _provider, cursor.Id, pause);
                await Task.Delay(pause, _time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    private Task SendAsync(StreamCursor cursor, StreamBatch batch)
    {
        var delivery = new StreamDelivery(_provider, _stream, cursor.Id, cursor.Rewound, batch);
        var mine = RequestContext.Values;
        RequestContext.Values = batch.Context;
        var sent = cursor.IsClient
            ? GrainFactory.GetGrain<IStreamClientConsumer>(cursor.Consumer).Deliver(delivery)
            : GrainFactory.GetGrain<IStreamConsumerExtension>(cursor.Consumer).Deliver(delivery);
        RequestContext.Values = mine;
        return sent;
    }

    private async Task ReportAsync(StreamCursor cursor, Exception error)
    {
        var told = cursor.IsClient
            ? GrainFactory.GetGrain<IStreamClientConsumer>(cursor.Consumer).Fail(cursor.Id, error)
            : GrainFactory.GetGrain<IStreamConsumerExtension>(cursor.Consumer).Fail(cursor.Id, error);
        await told.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Event {Sequence} of stream {Stream} of provider {Provider} was refused by subscription {Subscription}; it is delivered again in {Pause}.")]
    private partial void LogRetried(Exception error, long sequence, StreamId stream, string provider, Guid subscription, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Error, Message = "Event {Sequence} of stream {Stream} of provider {Provider} is dropped for subscription {Subscription} after {Attempts} attempts; the next one follows.")]
    private partial void LogGivenUp(Exception error, long sequence, StreamId stream, string provider, Guid subscription, int attempts);

    [LoggerMessage(Level = LogLevel.Information, Message = "The client behind subscription {Subscription} to stream {Stream} of provider {Provider} is gone; the subscription is removed.")]
    private partial void LogClientGone(Guid subscription, StreamId stream, string provider);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} undelivered events of stream {Stream} of provider {Provider} are lost with their activation: {Reason}")]
    private partial void LogEventsLost(long count, StreamId stream, string provider, string reason);
}
