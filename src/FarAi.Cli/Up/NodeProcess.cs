using System.ComponentModel;
using System.Diagnostics;
using FarAi.ControlSilo;

namespace FarAi.Cli.Up;

/// <summary>Keeps one node running as a child process until told to stop.</summary>
/// <remarks>
/// The child's standard input is a pipe that only this process holds: when this process ends, however it ends, the child reads
/// the end of the pipe and leaves (<c>--exit-with-parent</c>). That is also how it is asked to leave in good order.
/// </remarks>
internal sealed class NodeProcess(NodeSpec spec, string token, NodeOutput output, Action<NodeProcess, string> onEnded, TimeProvider time)
{
    /// <summary>How long a node gets to leave in good order.</summary>
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(2);

    private readonly RestartBackOff _backOff = new();

    public NodeSpec Spec => spec;

    /// <summary>How often in a row the process died young.</summary>
    public int DiedYoung => _backOff.DiedYoung;

    /// <summary>The lines it printed last.</summary>
    public NodeOutput Output => output;

    /// <summary>Starts the node, and again whenever it ends, until <paramref name="stop"/>.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            using var process = Start();
            await EndAsync(process, stop);
            if (stop.IsCancellationRequested)
                return;
            var wait = _backOff.After(time.GetElapsedTime(started));
            onEnded(this, $"{spec.Name} ended (status {process.ExitCode}{(output.Last() is { } last ? ": " + last : "")}); starting it again");
            await Task.Delay(wait, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task EndAsync(Process process, CancellationToken stop)
    {
        try
        {
            await process.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            using var deadline = new CancellationTokenSource(LeaveTimeout);
            try
            {
                process.StandardInput.Close();
                await process.WaitForExitAsync(deadline.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo
        {
            FileName = Environment.ProcessPath ?? throw new StartFailedException(ExitCodes.Nodes, "the path of this executable is not known: nodes can't be started"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // Started as `dotnet farai.dll`: the host needs the assembly's path first.
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "farai.dll"));
        foreach (var argument in spec.Arguments)
            start.ArgumentList.Add(argument);
        // Not on the command line, which every user of the machine can read.
        start.Environment["FARAI_TOKEN"] = token;
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => output.Add(line.Data);
        process.ErrorDataReceived += (_, line) => output.Add(line.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            process.Dispose();
            throw new StartFailedException(ExitCodes.Nodes, $"{spec.Name} can't be started: {exception.Message}", exception);
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
