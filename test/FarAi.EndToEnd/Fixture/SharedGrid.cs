namespace FarAi.EndToEnd.Fixture;

/// <summary>One grid for all tests that leave it as they found it.</summary>
public sealed class SharedGrid : IAsyncLifetime
{
    internal Grid Grid { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Grid = await Grid.StartAsync();

    public ValueTask DisposeAsync() => Grid.DisposeAsync();
}
