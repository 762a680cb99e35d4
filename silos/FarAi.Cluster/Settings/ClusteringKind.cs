namespace FarAi.Cluster;

/// <summary>How the processes of one grid find each other.</summary>
public enum ClusteringKind
{
    /// <summary>One machine; nothing is shared but ports on loopback, and state is in memory.</summary>
    Localhost,

    /// <summary>A PostgreSQL database holds the list of silos, grain state and reminders.</summary>
    AdoNet,

    /// <summary>Azure Table storage holds them; its packages come with <c>-p:OrleansAzure=true</c>.</summary>
    Azure,
}
