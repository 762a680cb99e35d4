using Orleans.Runtime;

namespace Orleans.Core.Internal;

/// <summary>What can be asked of any activation from outside.</summary>
public interface IGrainManagementExtension : IGrainExtension
{
    /// <summary>Ends the activation once the calls that run now are done.</summary>
    ValueTask DeactivateOnIdle();

    /// <summary>Moves the activation once the calls that run now are done, if placement chooses another silo.</summary>
    ValueTask MigrateOnIdle();
}
