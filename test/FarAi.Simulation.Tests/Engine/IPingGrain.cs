using Orleans;

namespace FarAi.Simulation.Tests.Engine;

/// <summary>A grain that calls others, keeps time and may misbehave: enough to see a simulation's order.</summary>
[Alias("test.IPingGrain")]
public interface IPingGrain : IGrainWithStringKey
{
    [Alias("Ping")]
    Task<int> Ping(string[] onward, int hops);

    [Alias("LeaveTheThread")]
    Task LeaveTheThread(GrainCancellation gate);
}
