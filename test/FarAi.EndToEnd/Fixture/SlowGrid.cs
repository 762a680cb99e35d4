namespace FarAi.EndToEnd.Fixture;

/// <summary>A grid whose links take 10 ms each way: a stream lasts long enough to lose a node in the middle of it.</summary>
public sealed class SlowGrid : IAsyncLifetime
{
    internal Grid Grid { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Grid = await Grid.StartAsync("--link-delay-ms", "10");

    public ValueTask DisposeAsync() => Grid.DisposeAsync();
}
