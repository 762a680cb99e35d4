namespace Orleans.Runtime.Placement;

/// <summary>The grain to be placed, and the call that asks for it.</summary>
public readonly struct PlacementTarget
{
    /// <summary>A target from its parts.</summary>
    public PlacementTarget(GrainId grainIdentity, Dictionary<string, object> requestContextData, GrainInterfaceType interfaceType, ushort interfaceVersion)
    {
        GrainIdentity = grainIdentity;
        RequestContextData = requestContextData;
        InterfaceType = interfaceType;
        InterfaceVersion = interfaceVersion;
    }

    /// <summary>The grain.</summary>
    public GrainId GrainIdentity { get; }

    /// <summary>The interface that was called.</summary>
    public GrainInterfaceType InterfaceType { get; }

    /// <summary>The interface's version; always 0, for one process has one version of everything.</summary>
    public ushort InterfaceVersion { get; }

    /// <summary>The call's request context; null if it has none, as in Orleans.</summary>
    public Dictionary<string, object> RequestContextData { get; }
}
