using FarAi.Orleans.InProcess.CodeGeneration;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

internal sealed partial class GrainHost
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain} could not be activated; its waiting calls fail and the next call tries again.")]
    public partial void LogActivationFailed(GrainId grain, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain} did not end cleanly; it is dropped and its successor starts from stored state.")]
    public partial void LogDeactivationFailed(GrainId grain, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "One-way call {Request} failed; nobody waits for it.")]
    public partial void LogOneWayFailed(GrainRequest request, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Shutdown ran out of time; {Count} activations are abandoned.")]
    public partial void LogAbandoned(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "A timer of {Grain} failed; it runs again after its period.")]
    public partial void LogTimerFailed(GrainId grain, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An enumeration of {Grain} did not end cleanly; it is dropped.")]
    public partial void LogEnumerationFailed(GrainId grain, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Request} could not be placed on any silo and is refused.")]
    public partial void LogPlacementFailed(GrainRequest request, Exception error);
}
