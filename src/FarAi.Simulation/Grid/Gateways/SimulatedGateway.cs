using FarAi.Simulation.Engine;
using FarAi.Simulation.Network;
using Orleans;

namespace FarAi.Simulation.Grid;

/// <summary>A front end: nodes and clients call it, it calls grains. After a crash it comes back as a new client of the cluster.</summary>
internal sealed class SimulatedGateway(GridWorld world, string name, City city) : ISimListener
{
    private readonly List<GatewayNodeLink> _links = [];
    private int _starts;
    private IDisposable? _client;

    public SimHost? Host { get; private set; }

    public bool IsUp => Host is { IsUp: true };

    public IGrainFactory Grains { get; private set; } = null!;

    public TimeProvider Time => world.Kernel.Time;

    public GridCalls Calls { get; } = new(world.Kernel.Time);

    /// <summary>Calls that failed, for the report.</summary>
    public long FailedCalls { get; private set; }

    /// <summary>Nodes linked here.</summary>
    public int Links => _links.Count;

    public void Start()
    {
        (Grains, _client) = world.Cluster.NewClient();
        Host = world.Network.AddHost($"{name}#{++_starts}", city);
        Host.Listener = this;
    }

    public void Kill()
    {
        Host?.Crash(silent: false);
        foreach (var link in _links)
            link.Abandon();
        _links.Clear();
        _client?.Dispose();
    }

    public ISimPeer? Accept(SimLink link, object? greeting) => greeting switch
    {
        GridHello hello => new GatewayNodeLink(this, hello.From),
        ClientHello => new ClientConversation(this),
        _ => null,
    };

    /// <summary>The grain host keeps observers weakly.</summary>
    public void Hold(GatewayNodeLink link) => _links.Add(link);

    public void Forget(GatewayNodeLink link) => _links.Remove(link);

    /// <summary>Calls a grain; what it throws is counted, as the real gateway logs it.</summary>
    public async Task Guard(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception exception) when (IsCallFailure(exception))
        {
            OnFailed(exception);
        }
    }

    /// <inheritdoc cref="Guard(Func{Task})"/>
    public async Task<T?> Guard<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (IsCallFailure(exception))
        {
            OnFailed(exception);
            return default;
        }
    }

    private void OnFailed(Exception exception)
    {
        FailedCalls++;
        world.Kernel.Trace.Listener?.Invoke($"{world.Kernel.Now.TotalSeconds,14:0.000000} {name} call failed: {exception.GetType().Name} {exception.Message}");
    }

    // A test of the simulation itself must not vanish here.
    private static bool IsCallFailure(Exception exception) => exception is not (NondeterminismException or Invariants.InvariantViolationException);
}
