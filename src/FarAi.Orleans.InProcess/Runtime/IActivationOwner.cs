using FarAi.Orleans.InProcess.CodeGeneration;

namespace FarAi.Orleans.InProcess;

/// <summary>Where an activation is kept: the directory, or a pool of stateless workers.</summary>
internal interface IActivationOwner
{
    /// <summary>
    /// Removes an ended activation and passes on the requests it never started, in order, so that no later request of the same
    /// caller overtakes them.
    /// </summary>
    void OnEnded(Activation activation, List<GrainRequest> unstarted);
}
