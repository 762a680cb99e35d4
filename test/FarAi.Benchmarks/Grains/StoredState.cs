using Orleans;

namespace FarAi.Benchmarks;

/// <summary>The size of a small grain's state.</summary>
[GenerateSerializer, Alias("farai.bench.state")]
internal sealed class StoredState
{
    [Id(0)]
    public long Version { get; set; }

    [Id(1)]
    public Message? Last { get; set; }

    public void Apply(Message message)
    {
        Version++;
        Last = message;
    }
}
