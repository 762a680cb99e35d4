using FarAi.Orleans.InProcess.CodeGeneration;

namespace FarAi.Orleans.InProcess;

/// <summary>Something that requests can be sent to: an activation, a pool of stateless workers, an observer.</summary>
internal abstract class RequestTarget
{
    /// <summary>The host that it lives in; null if it spans the cluster.</summary>
    public abstract GrainHost? Host { get; }

    /// <summary>The single-threaded world in which requests run.</summary>
    public abstract TurnQueue Turns { get; }

    /// <summary>The target's name in logs.</summary>
    public abstract string Name { get; }

    /// <summary>Takes a request from any thread; false if the target has ended, and the sender must look again.</summary>
    public abstract bool TrySend(GrainRequest request);

    /// <summary>Handles a request in a turn.</summary>
    public abstract void Receive(GrainRequest request);
}
