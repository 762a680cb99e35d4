namespace FarAi.Gateway.Hosting;

/// <summary>How the front end behaves.</summary>
public sealed class GatewayOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Gateway";

    /// <summary>
    /// Keys that clients may present as <c>Authorization: Bearer …</c>; empty (default) asks for none.
    /// Legal: each has at least one visible character and no blanks.
    /// </summary>
    public IList<string> ApiKeys { get; } = [];

    /// <summary>
    /// The operators' key, which opens <c>/farai/v1/events</c> in place of those in <see cref="ApiKeys"/>. Null (default): these do, or nobody is asked.
    /// Legal: at least one visible character and no blanks.
    /// </summary>
    public string? AdminKey { get; set; }

    /// <summary>The secret with which nodes join over <c>/link</c>. Empty (default): no node may join here.</summary>
    public string EnrolmentToken { get; set; } = "";

    /// <summary>File of the grid's own key, made at first use; null (default) takes a new key at every start.</summary>
    public string? IdentityPath { get; set; }

    /// <summary>One-way delay added to what nodes send, for honest benchmarks on one machine. Default 0. Legal 0 to 10 s.</summary>
    public TimeSpan InjectedLinkDelay { get; set; }

    /// <summary>The region whose nodes serve this gateway. Default <c>local</c>. Legal: not blank.</summary>
    public string Region { get; set; } = "local";

    /// <summary>Longest request body, bytes; a longer one is answered with 413. Default 8 MiB. Legal 1 KiB to 1 GiB.</summary>
    public int MaxRequestBytes { get; set; } = 8 << 20;

    /// <summary>Generations that run at once through this gateway; one more is answered with 429. Default 256. Legal 1 to 1,000,000.</summary>
    public int MaxConcurrentSessions { get; set; } = 256;

    /// <summary>When a client that found the gateway full should try again. Default 1 s. Legal 1 s to 1 h.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>For how long an answer about readiness is kept. Default 250 ms. Legal 0 to 1 min.</summary>
    public TimeSpan ReadinessCache { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a grain may take to answer a health or status question. Default 2 s. Legal above 0, at most 1 min.</summary>
    public TimeSpan StatusTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long the first attempts of a grain call may take before the call is made again; later ones may take up to four times as
    /// long. Default 500 ms. Legal 50 ms to 30 s: a client is not told when the silo behind a call dies.
    /// </summary>
    public TimeSpan CallPatience { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the grid may take to start a generation, a silo's death included. Default 15 s. Legal 1 s to 10 min.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Silence after which a stream of tokens is read again: its silo is dead, or the way to it. Default 500 ms. Legal 50 ms to
    /// 1 min; above the grains' <c>KeepAlive</c>.
    /// </summary>
    public TimeSpan Silence { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a session that is not heard is sought before its client is told. Default 20 s. Legal 1 s to 10 min.</summary>
    public TimeSpan ReadPatience { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often in a row a stream that its session itself broke is taken up again from its last token. Default 4. Legal 0 to 100.</summary>
    public int ReadAttempts { get; set; } = 4;

    /// <summary>Pause before such a stream is taken up again; doubles each time. Default 100 ms. Legal 0 to 10 s.</summary>
    public TimeSpan ReadBackOff { get; set; } = TimeSpan.FromMilliseconds(100);
}
