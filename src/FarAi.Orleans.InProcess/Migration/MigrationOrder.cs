using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// One activation's wish to move, with the request context of whoever asked (it may hold a placement hint). Carried out at the end
/// of the deactivation: without another silo to go to, or if packing fails, the activation just ends.
/// </summary>
internal sealed partial class MigrationOrder(Dictionary<string, object>? requestContext)
{
    private readonly MigrationContext _luggage = new();

    /// <summary>The silo to go to, once chosen.</summary>
    public GrainHost? Destination { get; set; }

    /// <summary>Chooses the silo and packs; false if there is no move.</summary>
    public bool TryPack(Activation activation)
    {
        Destination ??= activation.Host.Placement.ChooseAnother(activation, requestContext);
        if (Destination is null)
            return false;
        try
        {
            RequestContext.Values = requestContext;
            (activation.GrainInstance as IGrainMigrationParticipant)?.OnDehydrate(_luggage);
            foreach (var participant in activation.Lifecycle.MigrationParticipants)
                participant.OnDehydrate(_luggage);
            return true;
        }
#pragma warning disable CA1031 // The luggage is lost; the grain itself comes back from stored state.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogDehydrationFailed(activation.Host.Logger, activation.GrainId, error);
            return false;
        }
    }

    /// <summary>Unpacks in the new activation, whose grain object has just been made.</summary>
    public void Unpack(Activation activation)
    {
        try
        {
            foreach (var participant in activation.Lifecycle.MigrationParticipants)
                participant.OnRehydrate(_luggage);
            (activation.GrainInstance as IGrainMigrationParticipant)?.OnRehydrate(_luggage);
        }
#pragma warning disable CA1031 // As in Orleans: the activation goes on with what it has got.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogRehydrationFailed(activation.Host.Logger, activation.GrainId, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain} could not pack for its move; it is deactivated and comes back from stored state.")]
    private static partial void LogDehydrationFailed(ILogger logger, GrainId grain, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain} could not unpack all that it took along; it goes on without.")]
    private static partial void LogRehydrationFailed(ILogger logger, GrainId grain, Exception error);
}
