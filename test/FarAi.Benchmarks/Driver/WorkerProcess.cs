using System.Diagnostics;

namespace FarAi.Benchmarks;

/// <summary>A worker as its driver sees it.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private WorkerProcess(string host, Process process) => (Host, _process) = (host, process);

    /// <summary>The name of its grain host.</summary>
    public string Host { get; }

    public static WorkerProcess Start(string host, string assembly)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", assembly, "worker"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        return new WorkerProcess(host, process);
    }

    /// <summary>Has it do one round.</summary>
    /// <exception cref="InvalidOperationException">It ended instead; its error stands on the console.</exception>
    public async Task<Measurement> MeasureAsync(string row)
    {
        await _process.StandardInput.WriteLineAsync(row);
        return await _process.StandardOutput.ReadLineAsync() is { } line
            ? Measurement.Parse(line)
            : throw new InvalidOperationException($"The {Host} worker ended without a result.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _process.WaitForExitAsync(deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
