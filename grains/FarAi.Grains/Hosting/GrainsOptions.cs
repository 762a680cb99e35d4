using FarAi.Core.Triads;
namespace FarAi.Grains.Hosting;

/// <summary>How the grains run.</summary>
public sealed class GrainsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Grains";

    /// <summary>The region that this silo's nodes belong to. Default "local"; the gateway's must be the same. Legal: not empty.</summary>
    public string Region { get; set; } = "local";

    /// <summary>How often nodes report. Default 2 s. Legal 100 ms to 60 s. A node that is silent for three times as long is lost.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What standbys do. Default <see cref="StandbyPolicy.Cold"/>.</summary>
    public StandbyPolicy Standby { get; set; } = StandbyPolicy.Cold;

    /// <summary>How long a triad may take to load and link. Default 5 min. Legal: above <see cref="Heartbeat"/>.</summary>
    public TimeSpan LoadTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How far tokens in memory may run ahead of the store. Default 50 ms. Legal 1 ms to 5 s.</summary>
    public TimeSpan WriteBehind { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How many tokens in memory may run ahead of the store. Default 32. Legal 1 to 4096.</summary>
    public int WriteBehindTokens { get; set; } = 32;

    /// <summary>How often readers of a session without a new token are told that it lives. Default 150 ms. Legal 10 ms to 10 s; below the gateways' <c>Silence</c>.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromMilliseconds(150);

    /// <summary>How long a new session waits for a triad that is about to serve before it is refused. Default 3 s. Legal 0 to 1 min.</summary>
    public TimeSpan StartPatience { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a session waits for a triad that can go on with it. Default 60 s. Legal 1 s to 1 h.</summary>
    public TimeSpan RecoveryTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>A session without a new token for this long is opened again, and sooner where its tokens came faster. Default 10 s. Legal 1 s to 10 min.</summary>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long prompt and output are kept after a session's end, for readers who come back. Default 10 min. Legal 1 s to 24 h.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Sessions that a triad serves at once. Default 64. Legal 1 to 10000.</summary>
    public int MaxSessionsPerTriad { get; set; } = 64;

    /// <summary>How many events of a region can be read. Default 10,000. Legal 100 to 1,000,000; they are held in memory, about 1 KiB each.</summary>
    public int EventsKept { get; set; } = 10_000;

    /// <summary>How many of them outlive a silo. Default 1,000. Legal 0 to <see cref="EventsKept"/>; each write stores them all.</summary>
    public int EventsStored { get; set; } = 1_000;

    /// <summary>How long events are kept. Default 24 h. Legal 1 min to 90 d.</summary>
    public TimeSpan EventRetention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How far events in memory may run ahead of the store. Default 2 s: each write is of all that are stored. Legal 10 ms to 1 min.</summary>
    public TimeSpan EventWriteBehind { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many events a silo records a second in the long run, and ten times as many at once. Default 50. Legal 1 to 10,000; of more only the number is told.</summary>
    public int EventsPerSecond { get; set; } = 50;
}
