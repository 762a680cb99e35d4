namespace Orleans.Runtime;

/// <summary>A grain, or a part of one, that takes its memory along when the activation moves to another silo.</summary>
public interface IGrainMigrationParticipant
{
    /// <summary>Packs; called after OnDeactivateAsync.</summary>
    void OnDehydrate(IDehydrationContext dehydrationContext);

    /// <summary>Unpacks; called before OnActivateAsync.</summary>
    void OnRehydrate(IRehydrationContext rehydrationContext);
}
