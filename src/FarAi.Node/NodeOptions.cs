using System.Net;
using FarAi.Core.Nodes;

namespace FarAi.Node;

/// <summary>How a node runs. Every value has a default except where it joins and with what.</summary>
public sealed record NodeOptions
{
    /// <summary>The grid's node endpoint, for example <c>ws://127.0.0.1:8080/link</c>. Required.</summary>
    public required Uri Grid { get; init; }

    /// <summary>The secret with which operators let nodes in. Required, not empty.</summary>
    public required string EnrolmentToken { get; init; }

    /// <summary>Where the node's key is kept. Null: a key that lives as long as the node.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>The layer that the operator insists on. Null: the grid decides by the fingerprint.</summary>
    public SwarmLayer? ForcedLayer { get; init; }

    /// <summary>Where other nodes reach this one. Port 0 takes a free one. Default 127.0.0.1:0.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>The address that other nodes are told. Null: the listening one, which then must not be a wildcard.</summary>
    public Uri? Advertise { get; init; }

    /// <summary>Most bytes for weights and caches. Null: the memory that is free at the start. Legal: above 0.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>One-way delay added to every received frame, for honest benchmarks on one machine. Default 0. Legal 0 to 10 s.</summary>
    public TimeSpan InjectedDelay { get; init; }

    /// <summary>Share of drafts that are replaced by another token, for benchmarks of worse drafts. Default 0. Legal 0 to 1.</summary>
    public double DraftErrorRate { get; init; }

    /// <summary>Which drafts are replaced. Default 1.</summary>
    public int DraftErrorSeed { get; init; } = 1;

    /// <summary>Longest time until a lost grid link is tried again. Default 10 s. Legal: at least 0.2 s.</summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Throws an <see cref="ArgumentException"/> that names the first rule that doesn't hold.</summary>
    public NodeOptions Validated()
    {
        Require(Grid.Scheme is "ws" or "wss", $"the grid's address must start with ws:// or wss://, not '{Grid}'");
        Require(!string.IsNullOrWhiteSpace(EnrolmentToken), "an enrolment token is needed: --token, or FARAI_TOKEN");
        Require(MemoryBytes is null or > 0, "the memory limit must be above 0 bytes");
        Require(InjectedDelay >= TimeSpan.Zero && InjectedDelay <= TimeSpan.FromSeconds(10), "the injected delay must be 0 to 10 s");
        Require(DraftErrorRate is >= 0 and <= 1, "the draft error rate must be 0 to 1");
        Require(LongestBackoff >= TimeSpan.FromSeconds(0.2), "the longest back-off must be at least 0.2 s");
        Require(
            Advertise is not null || !(Listen.Address.Equals(IPAddress.Any) || Listen.Address.Equals(IPAddress.IPv6Any)),
            "a node that listens on all addresses must be told by which one others reach it: --advertise ws://host:port/peer");
        return this;
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds)
            throw new ArgumentException(rule);
    }
}
