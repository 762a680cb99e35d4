using System.Runtime.InteropServices;
using FarAi.Node;
using Microsoft.Extensions.Logging;

namespace FarAi.GpuSilo;

/// <summary>A node as a process: plain log lines, signals, the parent's end, an exit code.</summary>
internal static class NodeProcess
{
    /// <summary>Runs until the node leaves. 0 after a leave in good order, 2 for a start that can't work, 3 when the grid refuses the node.</summary>
    public static async Task<int> RunAsync(NodeOptions options, bool exitWithParent, TimeSpan grace, CancellationToken cancel)
    {
        using var loggers = LoggerFactory.Create(logging => logging
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss.fff ";
                console.ColorBehavior = Microsoft.Extensions.Logging.Console.LoggerColorBehavior.Disabled;
            }));
        try
        {
            await using var node = await NodeHost.StartAsync(options, loggers, cancellationToken: cancel);
            return await StayAsync(node, exitWithParent, grace, cancel);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"farai node: {exception.Message}");
            return 2;
        }
    }

    private static async Task<int> StayAsync(NodeHost node, bool exitWithParent, TimeSpan grace, CancellationToken cancel)
    {
        var asked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancelled = cancel.Register(() => asked.TrySetResult("cancelled"));
        var drained = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Leave(signal, drained));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Leave(signal, asked));
        if (exitWithParent)
            WatchParent(asked);
        var first = await Task.WhenAny(node.Completion, asked.Task, drained.Task);
        if (first == drained.Task)
            first = await Task.WhenAny(node.DrainAsync(await drained.Task, grace), asked.Task);
        if (first == asked.Task)
            await node.LeaveAsync(await asked.Task);
        var exit = await node.Completion;
        if (exit.Code != 0)
            await Console.Error.WriteLineAsync($"farai node: {exit.Reason}");
        return exit.Code;
    }

    private static void Leave(PosixSignalContext signal, TaskCompletionSource<string> asked)
    {
        signal.Cancel = true;
        asked.TrySetResult(signal.Signal.ToString());
    }

    // A thread of its own: reading a pipe can't be cancelled, and the process ends without waiting for a background thread.
    private static void WatchParent(TaskCompletionSource<string> asked) => new Thread(() =>
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[64];
        while (input.Read(buffer) > 0)
        {
            // Only the end counts.
        }

        asked.TrySetResult("the parent process is gone");
    })
    { IsBackground = true, Name = "parent watch" }.Start();
}
