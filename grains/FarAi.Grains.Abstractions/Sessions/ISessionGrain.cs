using FarAi.Core.Identity;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;
using Orleans;
using Orleans.Concurrency;

namespace FarAi.Grains.Sessions;

/// <summary>One generation; the only place where tokens are committed. Key: session id.</summary>
[Alias("farai.ISessionGrain")]
public interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>Routes and starts the generation. A repeat of the same request answers as the first did.</summary>
    [Alias("Start")]
    Task<SessionStart> Start(SessionRequest request);

    /// <summary>
    /// What is committed from a token on, as it comes, until the end. An empty chunk comes at once and then after each
    /// <c>Grains:KeepAlive</c> without a token: a reader that hears nothing for longer has lost its silo and reads again.
    /// </summary>
    /// <param name="from">Index of the first generated token to return; 0 is the first after the prompt.</param>
    /// <param name="cancellationToken">Ends the reading, not the generation.</param>
    [Alias("Read"), AlwaysInterleave]
    IAsyncEnumerable<SessionChunk> Read(int from, CancellationToken cancellationToken = default);

    /// <summary>
    /// A verdict. Only the present tail's is obeyed: a scout knows the session's id too, and must not speak for the triad.
    /// Interleaves: it changes state without awaiting, so it sees and leaves the grain whole.
    /// </summary>
    [Alias("OnVerdict"), OneWay, AlwaysInterleave]
    Task OnVerdict(NodeId sender, Verdict verdict);

    /// <summary>A member of its triad can't go on with the session; others are not heard.</summary>
    [Alias("OnFault"), OneWay]
    Task OnFault(NodeId sender, long epoch, string reason);

    /// <summary>The triad changed: on a new epoch the session opens again from its committed tokens.</summary>
    [Alias("OnTriadChanged"), OneWay]
    Task OnTriadChanged(TriadView triad);

    /// <summary>The scout is gone: another one is asked for.</summary>
    [Alias("OnScoutLost"), OneWay]
    Task OnScoutLost(NodeId scout);

    /// <summary>What is kept of the session. Interleaves: it reads and awaits nothing.</summary>
    [Alias("GetView"), AlwaysInterleave]
    Task<SessionView> GetView();

    /// <summary>
    /// A client comes back to follow the generation. One that was cancelled, or that found no nodes in time, goes on from its committed
    /// tokens; the others go on, or stay ended, as they are.
    /// </summary>
    [Alias("Resume")]
    Task<SessionView> Resume();

    /// <summary>A client went away: the generation is cancelled, unless another one follows it meanwhile.</summary>
    /// <param name="reader">The client: 0 for the one that started it, else <see cref="SessionView.Reader"/> of its <see cref="Resume"/>.</param>
    [Alias("Leave"), OneWay]
    Task Leave(int reader);

    /// <summary>Ends the generation, whoever follows it.</summary>
    [Alias("Cancel"), OneWay]
    Task Cancel();
}
