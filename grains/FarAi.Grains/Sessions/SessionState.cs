using FarAi.Core.Speculation;
using Orleans;

namespace FarAi.Grains.Sessions;

/// <summary>What a session needs to go on after its silo died. Erased when its retention ends.</summary>
[GenerateSerializer, Alias("farai.SessionState")]
public sealed class SessionState
{
    /// <summary>What the client asked for.</summary>
    [Id(0)]
    public SessionRequest? Request { get; set; }

    /// <summary>Generated tokens, as far as they are stored.</summary>
    [Id(1)]
    public IReadOnlyList<int> Tokens { get; set; } = [];

    /// <summary>Why it ended; <see cref="FinishReason.None"/> while it goes on.</summary>
    [Id(2)]
    public FinishReason Finish { get; set; }

    /// <summary>Why it could not be finished; null where it could, or goes on.</summary>
    [Id(3)]
    public string? Error { get; set; }
}
