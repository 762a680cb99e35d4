using FarAi.Orleans.InProcess;

namespace FarAi.Simulation.Engine;

/// <summary>Grains with waiting turns run as steps of the kernel, at the present virtual instant.</summary>
internal sealed class VirtualTurns(SimulationKernel kernel) : TurnScheduler
{
    public override void Schedule(IThreadPoolWorkItem turns)
    {
        if (kernel.IsOwnThread("a grain's turn was scheduled"))
            kernel.MakeReady(turns);
    }
}
