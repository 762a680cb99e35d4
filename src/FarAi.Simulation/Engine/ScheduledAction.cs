namespace FarAi.Simulation.Engine;

/// <summary>An action as a piece of work.</summary>
internal sealed class ScheduledAction(Action action) : IThreadPoolWorkItem
{
    public void Execute() => action();
}
