using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Orleans.Streams;

namespace FarAi.Orleans.InProcess;

/// <summary>A family of streams in memory, as one silo or client sees it.</summary>
internal sealed class MemoryStreamProvider : IStreamProvider
{
    private readonly Lazy<(StreamClientConsumer Observer, IStreamClientConsumer Reference)> _client;

    public MemoryStreamProvider(string name, IGrainFactory grains, ILogger<StreamConsumer> logger)
    {
        Name = name;
        Grains = grains;
        ClientListeners = new StreamConsumer(logger);
        _client = new(() =>
        {
            var observer = new StreamClientConsumer(ClientListeners);
            return (observer, grains.CreateObjectReference<IStreamClientConsumer>(observer));
        });
    }

    public string Name { get; }

    public bool IsRewindable => true;

    public IGrainFactory Grains { get; }

    /// <summary>Listeners outside of the grains.</summary>
    public StreamConsumer ClientListeners { get; }

    /// <summary>Who listens outside of the grains.</summary>
    public GrainId ClientId => _client.Value.Reference.GetGrainId();

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => streamId == default
        ? throw new ArgumentException("A stream has a key.", nameof(streamId))
        : new ChannelStream<T>(this, streamId);
}
