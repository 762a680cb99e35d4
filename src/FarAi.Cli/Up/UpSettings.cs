using System.Net;
using FarAi.Core.Triads;
using FarAi.Grains.Hosting;

namespace FarAi.Cli.Up;

/// <summary>What <c>farai up</c> was asked for, checked.</summary>
internal sealed record UpSettings
{
    public required IPAddress Address { get; init; }

    public required int Port { get; init; }

    /// <summary>Folder of the target model.</summary>
    public required string Model { get; init; }

    /// <summary>Folder of the draft model; null: no node drafts.</summary>
    public required string? Draft { get; init; }

    /// <summary>Folder for the grid's state and the nodes' keys.</summary>
    public required string Data { get; init; }

    public required IReadOnlyList<string> ApiKeys { get; init; }

    /// <summary>Nodes that draft, 0 to 16.</summary>
    public required int Scouts { get; init; }

    /// <summary>Nodes that verify, 3 to 16: three form the triad, the others stand by.</summary>
    public required int Primes { get; init; }

    /// <summary>One-way delay added to every link, milliseconds; 0 adds none.</summary>
    public required double LinkDelayMs { get; init; }

    /// <summary>Share of drafts that scouts spoil on purpose, 0 to 1.</summary>
    public required double DraftErrorRate { get; init; }

    /// <summary>What standbys do.</summary>
    public required StandbyPolicy Standby { get; init; }

    /// <summary>Whether the nodes' own output is shown.</summary>
    public required bool Verbose { get; init; }

    /// <summary>How long the grid may take to get ready.</summary>
    public required TimeSpan ReadyTimeout { get; init; }

    /// <summary>Where the nodes and this process reach the gateway: loopback where it listens on every address.</summary>
    public IPEndPoint Endpoint => new(
        Address.Equals(IPAddress.Any) ? IPAddress.Loopback : Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : Address, Port);

    /// <summary>The gateway's URL.</summary>
    public Uri Url => new($"http://{Endpoint}/");
}
