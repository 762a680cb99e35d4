namespace Orleans.Runtime;

/// <summary>The life of one activation, see <see cref="GrainLifecycleStage"/>.</summary>
public interface IGrainLifecycle : ILifecycleObservable
{
    /// <summary>Adds a part that takes its memory along when the activation moves.</summary>
    void AddMigrationParticipant(IGrainMigrationParticipant participant);

    /// <summary>Takes <see cref="AddMigrationParticipant"/> back.</summary>
    void RemoveMigrationParticipant(IGrainMigrationParticipant participant);
}
