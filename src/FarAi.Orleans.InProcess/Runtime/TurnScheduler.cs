namespace FarAi.Orleans.InProcess;

/// <summary>
/// Decides where and when a grain's waiting turns run. This is the host's only way to a thread: a seeded scheduler on
/// virtual time takes its place in simulations. Register another one in the services before UseOrleans to replace it.
/// </summary>
public abstract class TurnScheduler
{
    /// <summary>Whether a thread that has answered a grain may run that grain next, without asking; a simulation says no.</summary>
    public virtual bool AllowsHandOver => false;

    /// <summary>How many turns may run at once; bounds stateless workers that name no bound. A simulation gives a number of its own.</summary>
    public virtual int Parallelism => Environment.ProcessorCount;

    /// <summary>Arranges for <paramref name="turns"/> to be executed once, soon, and never on the caller's stack.</summary>
    public abstract void Schedule(IThreadPoolWorkItem turns);
}
