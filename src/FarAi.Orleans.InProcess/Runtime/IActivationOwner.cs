using FarAi.Orleans.InProcess.CodeGeneration;

namespace FarAi.Orleans.InProcess;

/// <summary>Where an activation is kept: the directory, or a pool of stateless workers.</summary>
internal interface IActivationOwner
{
    /// <summary>
    /// Removes an ended activation and passes on the requests it never started, in order, so that no later request of the same
    /// caller overtakes them. With a <paramref name="move"/> the successor starts at once where that says.
    /// </summary>
    void OnEnded(Activation activation, List<GrainRequest> unstarted, MigrationOrder? move);
}
