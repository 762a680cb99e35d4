using Orleans;
using Orleans.Core.Internal;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>Installed on every grain.</summary>
internal sealed class GrainManagementExtension(IGrainContextAccessor accessor) : IGrainManagementExtension
{
    private readonly IGrainContext _context = accessor.GrainContext;

    public ValueTask DeactivateOnIdle()
    {
        _context.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, $"{nameof(DeactivateOnIdle)} was called."));
        return ValueTask.CompletedTask;
    }

    public ValueTask MigrateOnIdle()
    {
        if (_context is Activation activation && activation.Host.Placement.ChooseAnother(activation, RequestContext.Values) is { } destination)
            activation.Migrate(new MigrationOrder(RequestContext.Values) { Destination = destination });
        return ValueTask.CompletedTask;
    }
}
