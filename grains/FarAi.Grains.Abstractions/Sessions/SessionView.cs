using Orleans;

namespace FarAi.Grains.Sessions;

/// <summary>What is kept of a session.</summary>
/// <param name="Request">What the client asked for; null where the session is unknown or erased.</param>
/// <param name="Output">All that is committed so far; null as above.</param>
/// <param name="Usage">What it has used so far; null as above.</param>
/// <param name="Reader">Number of the client that follows it now: each <see cref="ISessionGrain.Resume"/> takes the next.</param>
/// <param name="Retention">How long prompt and output are kept after a session's end.</param>
[GenerateSerializer, Immutable, Alias("farai.SessionView")]
public sealed record SessionView(
    [property: Id(0)] SessionRequest? Request,
    [property: Id(1)] SessionChunk? Output,
    [property: Id(2)] SessionUsage? Usage,
    [property: Id(3)] int Reader,
    [property: Id(4)] TimeSpan Retention);
