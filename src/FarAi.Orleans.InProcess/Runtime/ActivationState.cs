namespace FarAi.Orleans.InProcess;

/// <summary>The life of an activation, in order.</summary>
internal enum ActivationState
{
    /// <summary>Made, nothing has run; also while the constructor, the first read of state and OnActivateAsync run.</summary>
    Activating,

    /// <summary>Takes requests.</summary>
    Valid,

    /// <summary>Finishes what runs; new requests wait for the successor.</summary>
    Deactivating,

    /// <summary>Gone.</summary>
    Invalid,
}
