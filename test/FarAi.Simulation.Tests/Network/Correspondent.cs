using FarAi.Simulation.Engine;
using FarAi.Simulation.Network;

namespace FarAi.Simulation.Tests.Network;

/// <summary>Holds ends of links and writes down what happens to them.</summary>
internal sealed class Correspondent(SimulationKernel kernel) : ISimPeer, ISimListener
{
    public List<(TimeSpan At, object Message)> Received { get; } = [];

    public List<(TimeSpan At, string Reason)> Closed { get; } = [];

    public TimeSpan? OpenedAt { get; private set; }

    public SimLink? Link { get; private set; }

    public bool Refuses { get; init; }

    public ISimPeer? Accept(SimLink link, object? greeting) => Refuses ? null : this;

    public void OnOpened(SimLink link) => (Link, OpenedAt) = (link, kernel.Now);

    public void OnMessage(SimLink link, object message) => Received.Add((kernel.Now, message));

    public void OnClosed(SimLink link, string reason) => Closed.Add((kernel.Now, reason));
}
