using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Simulation.Engine;
using FarAi.Simulation.Network;

namespace FarAi.Simulation.Grid;

/// <summary>A machine: it may be off, run, hang or be slow. Its identity outlives its processes.</summary>
internal sealed class SimulatedNode(GridWorld world, NodeId id, HardwareProfile profile, City city)
{
    private int _starts;

    public NodeId Id { get; } = id;

    public HardwareProfile Profile { get; } = profile;

    public City City { get; } = city;

    public Uri Endpoint { get; } = new($"ws://{id.Value}.example/peer");

    public SeededRandom Random { get; } = world.Kernel.Stream("node " + id.Value);

    /// <summary>The software, where the machine is on.</summary>
    public NodeProcess? Process { get; private set; }

    /// <summary>The machine's address, the latest where it is off.</summary>
    public SimHost? Host { get; private set; }

    /// <summary>How many times slower than usual it computes.</summary>
    public double Slowness { get; set; } = 1;

    /// <summary>Whether something is being done to it, so that no second fault falls on it.</summary>
    public bool IsDisturbed { get; set; }

    public void Start()
    {
        Host = world.Network.AddHost($"{Id.Value}#{++_starts}", City);
        Process = new NodeProcess(world, this, Host);
        Process.Start();
    }

    public void Kill(bool silent)
    {
        Process?.Kill(silent);
        Process = null;
    }

    /// <summary>Hands over what it does, as long as that takes, and leaves; at the latest after the grace period.</summary>
    public void Drain(TimeSpan grace)
    {
        if (Process is not { } process)
            return;
        process.Send(new NodeDraining("SIGTERM"));
        process.Drain(process.Now + grace, () =>
        {
            if (Process == process)
                Leave();
        });
    }

    public void Leave()
    {
        Process?.Leave();
        Process = null;
    }
}
