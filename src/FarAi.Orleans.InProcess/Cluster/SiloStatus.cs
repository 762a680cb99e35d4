namespace Orleans.Runtime;

/// <summary>Where a silo is in its life; names and values are those of Orleans.</summary>
public enum SiloStatus
{
    /// <summary>Unknown.</summary>
    None = 0,

    /// <summary>Made, not yet joining.</summary>
    Created = 1,

    /// <summary>Starting: known to the cluster, no grains are placed on it yet.</summary>
    Joining = 2,

    /// <summary>Takes grains.</summary>
    Active = 3,

    /// <summary>Ends its activations one by one; no new ones are placed on it.</summary>
    ShuttingDown = 4,

    /// <summary>Ends at once.</summary>
    Stopping = 5,

    /// <summary>Gone; an address never comes back to life.</summary>
    Dead = 6,
}
