using System.ComponentModel;
using System.Diagnostics;

namespace FarAi.Cli.Chaos;

/// <summary>One process of the grid, which can be killed, suspended and started again with the same command line.</summary>
/// <param name="name">Its name in the harness's own output.</param>
/// <param name="arguments">What stands after the executable.</param>
/// <param name="environment">What is added to its environment.</param>
/// <param name="log">Where its output goes.</param>
/// <param name="goesFirst">Whether it comes before the others on this machine, as on a machine of its own; where the user may not ask for that, it does not.</param>
internal sealed class ChaosProcess(string name, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, string log, bool goesFirst = false) : IDisposable
{
    private readonly Lock _gate = new();
    private Process? _process;
    private bool _suspended;
    private bool _harmed;
    private bool _leaving;

    /// <summary>Its name in the harness's own output.</summary>
    public string Name => name;

    /// <summary>Starts it.</summary>
    public void Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // Started as `dotnet farai.dll`: the host needs the assembly's path first.
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(ChaosProcess).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        _process?.Dispose();
        _process = Process.Start(start)!;
        if (goesFirst)
            Prefer(_process);
        (_suspended, _harmed, _leaving) = (false, false, false);
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _harmed = true;
        _process!.Kill();
    }

    /// <summary>SIGSTOP.</summary>
    public void Suspend()
    {
        (_suspended, _harmed) = (true, true);
        PosixSignals.Suspend(_process!.Id);
    }

    /// <summary>SIGCONT.</summary>
    public void Resume()
    {
        if (!_suspended || _process!.HasExited)
            return;
        _suspended = false;
        PosixSignals.Resume(_process.Id);
    }

    /// <summary>SIGTERM.</summary>
    public void Leave()
    {
        _harmed = _leaving = true;
        PosixSignals.Leave(_process!.Id);
    }

    /// <summary>Waits until it has ended.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process!.WaitForExitAsync(cancellationToken);

    /// <summary>Brings it back, whatever was done to it.</summary>
    /// <returns>What it did that nobody asked it to do; null where nothing.</returns>
    public async Task<string?> RestoreAsync(CancellationToken cancellationToken)
    {
        Resume();
        if (_leaving)
            await WaitForExitAsync(cancellationToken); // it works on until its places are taken
        if (!_process!.HasExited)
        {
            _harmed = false;
            return null;
        }

        var unasked = _harmed ? null : $"{name} ended by itself, status {_process.ExitCode}";
        Start();
        return unasked;
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        if (_process is null)
            return;
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static void Prefer(Process process)
    {
        try
        {
            process.PriorityClass = ProcessPriorityClass.High;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or UnauthorizedAccessException)
        {
            // only the superuser may
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_gate)
            File.AppendAllText(log, line + "\n");
    }
}
