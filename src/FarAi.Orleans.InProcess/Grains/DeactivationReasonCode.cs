namespace Orleans;

/// <summary>Kinds of <see cref="DeactivationReason"/>; names and values are those of Orleans.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>No reason given.</summary>
    None,

    /// <summary>The host stops.</summary>
    ShuttingDown,

    /// <summary>OnActivateAsync, a constructor or the first read of state failed.</summary>
    ActivationFailed,

    /// <summary>Not used by the in-process host.</summary>
    DirectoryFailure,

    /// <summary>No call arrived for the collection age.</summary>
    ActivationIdle,

    /// <summary>Not used by the in-process host.</summary>
    ActivationUnresponsive,

    /// <summary>Not used by the in-process host.</summary>
    DuplicateActivation,

    /// <summary>Not used by the in-process host.</summary>
    IncompatibleRequest,

    /// <summary>An error in the grain made its memory untrustworthy, e.g. an ETag conflict.</summary>
    ApplicationError,

    /// <summary>The grain called DeactivateOnIdle.</summary>
    ApplicationRequested,

    /// <summary>The activation moves to another silo.</summary>
    Migrating,

    /// <summary>The runtime asked for it.</summary>
    RuntimeRequested,

    /// <summary>Not used by the in-process host.</summary>
    HighMemoryPressure,
}
