using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FarAi.Core.Triads;
using FarAi.Grains.Hosting;

namespace FarAi.Cli.Bench;

/// <summary>A grid of its own, started as its users start it: <c>farai up</c> as a process.</summary>
internal sealed class GridProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _data;

    private GridProcess(Process process, DirectoryInfo data, Uri address)
    {
        (_process, _data, Address) = (process, data, address);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="oneWayDelayMilliseconds">Injected on every link.</param>
    /// <param name="draftErrorRate">Share of drafts that are spoilt.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <param name="standby">What standbys do.</param>
    /// <exception cref="InvalidOperationException">It ended before it was ready.</exception>
    public static async Task<GridProcess> Start(
        double oneWayDelayMilliseconds, double draftErrorRate, CancellationToken cancellationToken, StandbyPolicy standby = StandbyPolicy.Cold)
    {
        var data = Directory.CreateTempSubdirectory("farai-bench-");
        var port = FreePort();
        string[] arguments =
        [
            "up", "--port", port.ToString(CultureInfo.InvariantCulture), "--data", data.FullName,
            "--link-delay-ms", oneWayDelayMilliseconds.ToString(CultureInfo.InvariantCulture),
            "--draft-error-rate", draftErrorRate.ToString(CultureInfo.InvariantCulture),
            "--standby", standby.ToString(),
        ];
        var info = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            info.ArgumentList.Add(typeof(GridProcess).Assembly.Location);
        foreach (var argument in arguments)
            info.ArgumentList.Add(argument);
        var process = Process.Start(info)!;
        var output = new List<string>();
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var grid = new GridProcess(process, data, new Uri($"http://127.0.0.1:{port}"));
        using var client = new BenchClient(grid.Address);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await client.IsReady(cancellationToken))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"'farai up' ended with code {process.ExitCode}: {string.Join(" | ", output)}");
            await poll.WaitForNextTickAsync(cancellationToken);
        }

        return grid;

        void Keep(string? line)
        {
            if (line is not null && output.Count < 50)
                output.Add(line);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _data.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
