namespace FarAi.Node.Tests.Grid;

/// <summary>One triad with a scout for a whole class of tests that leave it as they found it.</summary>
public sealed class SharedTriad : IAsyncLifetime
{
    private TriadGrid? _triad;

    internal TriadGrid Triad => _triad ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync() => _triad = await TriadGrid.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_triad is { } triad)
            await triad.DisposeAsync();
    }
}
