namespace FarAi.Simulation.Workload;

/// <summary>How a client fared.</summary>
internal enum ClientOutcome
{
    /// <summary>It still waits.</summary>
    None,

    /// <summary>It got everything.</summary>
    Finished,

    /// <summary>It went away by itself.</summary>
    WentAway,

    /// <summary>The grid could not take the request.</summary>
    Refused,

    /// <summary>The generation could not be finished.</summary>
    Failed,

    /// <summary>No gateway could be reached.</summary>
    GaveUp,
}
