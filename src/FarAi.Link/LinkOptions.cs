using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FarAi.Link;

/// <summary>Bounds and clocks of a link. Immutable; the same on both sides unless said otherwise.</summary>
public sealed record LinkOptions
{
    /// <summary>The largest frame that is accepted or sent, bytes after the length field. Default 64 MiB. Legal 4 KiB to 512 MiB.</summary>
    public int MaxFrameBytes { get; init; } = 64 << 20;

    /// <summary>Most bytes that wait to be sent; one more closes the link. Default 128 MiB. Legal: more than <see cref="MaxFrameBytes"/>.</summary>
    public int MaxQueuedBytes { get; init; } = 128 << 20;

    /// <summary>Time for the whole handshake. Default 5 s. Legal: above 0.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a ping is sent; its answer also measures <see cref="LinkConnection.RoundTrip"/>. Default 5 s. Legal: above 0.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Silence after which the peer counts as gone. Default 15 s. Legal: above <see cref="PingInterval"/>.</summary>
    public TimeSpan DeadAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Time in which the last frames may leave and the peer may answer when a link closes. Default 1 s. Legal: above 0.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// One-way delay that is added to every received frame and to the close, for honest benchmarks on one machine. Both sides
    /// set half of the wanted round trip. Order is kept and throughput unchanged: frames are stamped on arrival and
    /// delivered when due, by a thread of the link's own. Default 0. Legal 0 to 10 s.
    /// </summary>
    public TimeSpan InjectedDelay { get; init; }

    /// <summary>Handshakes that an acceptor has under way at once. Default 256. Legal: above 0.</summary>
    public int MaxPendingHandshakes { get; init; } = 256;

    /// <summary>The clock of time-outs and pings. Injected delay always runs on the machine's clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Gets the failures of the handlers of dialled links. An acceptor has its own logger. Default: nowhere.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Throws an <see cref="ArgumentException"/> that names the first rule that doesn't hold.</summary>
    public LinkOptions Validated()
    {
        Require(MaxFrameBytes is >= 4096 and <= 512 << 20, "MaxFrameBytes must be 4 KiB to 512 MiB");
        Require(MaxQueuedBytes > MaxFrameBytes + FrameReader.HeaderBytes, "MaxQueuedBytes must hold at least one frame of MaxFrameBytes");
        Require(HandshakeTimeout > TimeSpan.Zero, "HandshakeTimeout must be above 0");
        Require(PingInterval > TimeSpan.Zero, "PingInterval must be above 0");
        Require(DeadAfter > PingInterval, "DeadAfter must be above PingInterval, or a healthy link would be closed");
        Require(CloseTimeout > TimeSpan.Zero, "CloseTimeout must be above 0");
        Require(InjectedDelay >= TimeSpan.Zero && InjectedDelay <= TimeSpan.FromSeconds(10), "InjectedDelay must be 0 to 10 s");
        Require(MaxPendingHandshakes > 0, "MaxPendingHandshakes must be above 0");
        return this;
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds)
            throw new ArgumentException(rule);
    }
}
