namespace FarAi.Simulation.Network;

/// <summary>Who answers when a host is called.</summary>
public interface ISimListener
{
    /// <summary>A link wants to open; returns who holds this end, or null to refuse.</summary>
    /// <param name="link">The accepting end; usable once accepted.</param>
    /// <param name="greeting">What the caller said first.</param>
    ISimPeer? Accept(SimLink link, object? greeting);
}
