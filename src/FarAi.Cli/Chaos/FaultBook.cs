using FarAi.Core.Triads;

namespace FarAi.Cli.Chaos;

/// <summary>Every fault that can be rehearsed.</summary>
internal static class FaultBook
{
    private static readonly GapTarget Nothing = new(0);
    private static readonly GapTarget Killed = new(10);
    private static readonly GapTarget Hung = new(50, 3);
    private static readonly GapTarget Restarted = new(2000);

    /// <summary>How long a machine sleeps that returns while streams run.</summary>
    private static readonly TimeSpan Nap = TimeSpan.FromSeconds(1);

    /// <summary>All, in the order in which they are run.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("none", "nothing: what the machine itself does to the figures", (_, _) => Task.CompletedTask),
        new("scout-killed", "SIGKILL of a scout", Do(s => s.Scout.Kill())) { Speculation = "4", Hot = Nothing, Cold = Nothing },
        new("scout-hung", "SIGSTOP of a scout", Do(s => s.Scout.Suspend())) { Speculation = "4", Hot = Nothing, Cold = Nothing },
        new("scout-slow", "a scout that gets a tenth of the processor", SlowAsync) { Speculation = "4", Hot = Nothing, Cold = Nothing },
        .. Enum.GetValues<TriadRole>().Select(r => OnMember(r, "killed", "SIGKILL of the", Killed, m => m.Process.Kill())),
        .. Enum.GetValues<TriadRole>().Select(r => OnMember(r, "hung", "SIGSTOP of the", Hung, m => m.Process.Suspend())),
        .. Enum.GetValues<TriadRole>().Select(Asleep),
        new("drain", "SIGTERM to a member, another place each time", Do(s => s.Member((TriadRole)(s.Repetition % 3)).Process.Leave())) { Hot = Nothing },
        new("two-killed", "SIGKILL of two of three members", Do(s => KillBut(s, (TriadRole)(s.Repetition % 3)))),
        new("standby-killed", "SIGKILL of the middle, and of the standby while it takes the place", StandbyKilledAsync),
        new("control-killed", "SIGKILL of the control process, which is started again at once", RestartAsync) { NeedsStore = true, Hot = Restarted, Cold = Restarted },
        .. Enum.GetValues<TriadRole>().Select(r => OnMember(r, "link-reset", "reset of every link to the", null, m => m.Proxy!.Reset()) with { Proxied = true }),
        .. Enum.GetValues<TriadRole>().Select(r => OnMember(r, "partitioned", "one-way silence on every link to the", Hung, m => m.Proxy!.Hold()) with { Proxied = true }),
        new("triad-killed", "SIGKILL of all three members at once; another triad serves", Do(KillAll)) { Primes = 7 },
    ];

    private static Func<FaultScene, CancellationToken, Task> Do(Action<FaultScene> action) => (scene, _) =>
    {
        action(scene);
        return Task.CompletedTask;
    };

    private static Fault OnMember(TriadRole role, string name, string what, GapTarget? hot, Action<ChaosNode> action)
    {
        var place = role.ToString().ToLowerInvariant();
        return new($"{place}-{name}", $"{what} {place}", Do(s => action(s.Member(role)))) { Hot = hot };
    }

    private static Fault Asleep(TriadRole role)
    {
        var place = role.ToString().ToLowerInvariant();
        return new($"{place}-asleep", $"SIGSTOP of the {place}, which wakes up after {Nap.TotalSeconds:0} s, in an old epoch", async (scene, cancellationToken) =>
        {
            var member = scene.Member(role).Process;
            member.Suspend();
            await Task.Delay(Nap, cancellationToken);
            member.Resume();
        })
        { Hot = Hung };
    }

    private static void KillBut(FaultScene scene, TriadRole spared)
    {
        foreach (var role in Enum.GetValues<TriadRole>().Where(r => r != spared))
            scene.Member(role).Process.Kill();
    }

    private static void KillAll(FaultScene scene)
    {
        foreach (var role in Enum.GetValues<TriadRole>())
            scene.Member(role).Process.Kill();
    }

    private static async Task StandbyKilledAsync(FaultScene scene, CancellationToken cancellationToken)
    {
        var standby = scene.Standby;
        scene.Member(TriadRole.Middle).Process.Kill();
        await Task.Delay(TimeSpan.FromMilliseconds(5 * scene.Repetition), cancellationToken); // meets each step of the promotion in one repetition or another
        standby.Kill();
    }

    private static async Task RestartAsync(FaultScene scene, CancellationToken cancellationToken)
    {
        scene.Control.Kill();
        await scene.Control.WaitForExitAsync(cancellationToken);
        await scene.Control.RestoreAsync(cancellationToken);
    }

    private static async Task SlowAsync(FaultScene scene, CancellationToken cancellationToken)
    {
        var scout = scene.Scout;
        while (!scene.IsOver)
        {
            scout.Suspend();
            await Task.Delay(TimeSpan.FromMilliseconds(45), cancellationToken);
            scout.Resume();
            await Task.Delay(TimeSpan.FromMilliseconds(5), cancellationToken);
        }
    }
}
