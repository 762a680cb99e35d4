namespace FarAi.ControlSilo;

/// <summary>What one process of the control plane runs.</summary>
[Flags]
public enum ControlParts
{
    /// <summary>Neither; not legal.</summary>
    None = 0,

    /// <summary>Grains.</summary>
    Silo = 1,

    /// <summary>The front end: API, admin pages and the address where nodes join.</summary>
    Gateway = 2,

    /// <summary>Both, for a grid of one control process.</summary>
    Both = Silo | Gateway,
}
