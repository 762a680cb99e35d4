using System.Net;

namespace FarAi.ControlSilo;

/// <summary>What a control silo is told on its command line.</summary>
public sealed record ControlSiloOptions
{
    /// <summary>Where HTTP and node links are answered. Default: loopback. Another address needs at least one key in <see cref="ApiKeys"/>.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port. Default 8080. Legal 1 to 65535.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>The id that clients name; null: the name of <see cref="Model"/>'s folder.</summary>
    public string? ModelId { get; init; }

    /// <summary>A Hugging Face directory with the target model.</summary>
    public required string Model { get; init; }

    /// <summary>Another one with the draft model that goes with it; null where nothing drafts.</summary>
    public string? Draft { get; init; }

    /// <summary>The folder that keeps state; null keeps it in memory. The Orleans host keeps it in memory in any case.</summary>
    public string? Data { get; init; }

    /// <summary>The secret with which nodes join.</summary>
    public required string EnrolmentToken { get; init; }

    /// <summary>Keys that clients must present; empty asks for none.</summary>
    public IReadOnlyList<string> ApiKeys { get; init; } = [];

    /// <summary>Whether information is logged, not only warnings and errors.</summary>
    public bool Verbose { get; init; }
}
