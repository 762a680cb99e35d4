using System.Diagnostics;
using System.Globalization;
using FarAi.Link;

namespace FarAi.Link.Tests;

/// <summary>
/// Half of a round trip (one hop: Send to OnFrame in another process) on loopback. Not a test, so it runs only when asked:
/// <c>dotnet run -c Release --project test/FarAi.Link.Tests -- --explicit only --filter-class FarAi.Link.Tests.LatencyBenchmark --show-live-output on</c>.
/// FARAI_LINK_DELAY_MS sets the injected one-way delay.
/// </summary>
public sealed class LatencyBenchmark(ITestOutputHelper output)
{
    private const string ChildVariable = "FARAI_LINK_ECHO";
    private const int Rounds = 5000;

    [Fact(Explicit = true)]
    public async Task EchoProcess_AnswersUntilItsInputEnds()
    {
        if (Environment.GetEnvironmentVariable(ChildVariable) is not { } file)
            return; // only the other benchmark starts this one, in a process of its own
        await using var host = await LinkHost.StartAsync(new EchoHandler(), Options());
        await File.WriteAllTextAsync(file + ".part", $"{host.Endpoint} {host.Identity.Id}");
        File.Move(file + ".part", file);
        await Console.In.ReadToEndAsync();
    }

    [Fact(Explicit = true)]
    public async Task OneHop_BetweenTwoProcesses()
    {
        var file = Path.Combine(Path.GetTempPath(), $"farai-echo-{Environment.ProcessId}");
        using var child = StartChild(file);
        try
        {
            while (!File.Exists(file))
                await Task.Delay(20);
            var parts = (await File.ReadAllTextAsync(file)).Split(' ');
            foreach (var bytes in new[] { 64, 4096, 65536, 1 << 20 })
                await MeasureAsync(new Uri(parts[0]), new Core.Identity.NodeId(parts[1]), bytes);
        }
        finally
        {
            child.StandardInput.Close();
            if (!child.WaitForExit(5000))
                child.Kill();
            File.Delete(file);
        }
    }

    private static LinkOptions Options() => new()
    {
        InjectedDelay = TimeSpan.FromMilliseconds(
            double.Parse(Environment.GetEnvironmentVariable("FARAI_LINK_DELAY_MS") ?? "0", CultureInfo.InvariantCulture)),
    };

    private static Process StartChild(string file)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment[ChildVariable] = file;
        foreach (var argument in new[] { "--explicit", "only", "--filter-method", "*EchoProcess_AnswersUntilItsInputEnds" })
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private async Task MeasureAsync(Uri endpoint, Core.Identity.NodeId peer, int bytes)
    {
        var options = Options();
        var rounds = options.InjectedDelay > TimeSpan.Zero ? 100 : Math.Clamp((64 << 20) / bytes, 200, Rounds);
        var handler = new PingPong(rounds, new byte[bytes]);
        using var identity = NodeIdentity.CreateEphemeral();
        await using var link = await LinkClient.ConnectAsync(
            endpoint, identity, new LinkCredentials(LinkRole.Member, "t-1", LinkHost.Token, peer), handler, options);
        handler.SendNext(link);
        var hops = await handler.Done;
        var half = hops.Skip(rounds / 5).Select(t => t.TotalMicroseconds / 2).Order().ToArray();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{bytes,8} bytes: one hop median {half[half.Length / 2]:0.0} µs, p99 {half[half.Length * 99 / 100]:0.0} µs ({half.Length} round trips)"));
    }

    /// <summary>Sends the next frame from within the handler's call, as a stage that passes on does.</summary>
    private sealed class PingPong(int rounds, byte[] payload) : ILinkHandler
    {
        private readonly List<TimeSpan> _times = new(rounds);
        private readonly TaskCompletionSource<List<TimeSpan>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _sent;

        public Task<List<TimeSpan>> Done => _done.Task;

        public void SendNext(LinkConnection link)
        {
            _sent = Stopwatch.GetTimestamp();
            link.Send(FrameKind.StageForward, 1, payload);
        }

        public void OnFrame(LinkConnection link, in Frame frame)
        {
            _times.Add(Stopwatch.GetElapsedTime(_sent));
            if (_times.Count < rounds)
                SendNext(link);
            else
                _done.SetResult(_times);
        }

        public void OnClosed(LinkConnection link, LinkError? error, string reason) =>
            _done.TrySetException(new LinkException(error ?? LinkError.ConnectionLost, reason));
    }
}
