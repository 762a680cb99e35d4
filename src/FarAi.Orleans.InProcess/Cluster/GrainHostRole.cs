namespace FarAi.Orleans.InProcess;

/// <summary>What a <see cref="GrainHost"/> is to its cluster.</summary>
internal enum GrainHostRole
{
    /// <summary>Holds activations.</summary>
    Silo,

    /// <summary>Only calls, and holds observers.</summary>
    Client,
}
