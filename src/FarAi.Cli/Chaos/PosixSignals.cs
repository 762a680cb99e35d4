using System.Runtime.InteropServices;

namespace FarAi.Cli.Chaos;

/// <summary>Signals to processes that this one started.</summary>
internal static class PosixSignals
{
    private const int Terminate = 15;

    /// <summary>Takes the processor away; whoever talks to the process hears nothing and sees no closed connection.</summary>
    public static void Suspend(int process) => Send(process, OperatingSystem.IsLinux() ? 19 : 17);

    /// <summary>Gives it back.</summary>
    public static void Resume(int process) => Send(process, OperatingSystem.IsLinux() ? 18 : 19);

    /// <summary>Asks it to leave in good order.</summary>
    public static void Leave(int process) => Send(process, Terminate);

    private static void Send(int process, int signal)
    {
        if (NativeKill(process, signal) != 0)
            throw new InvalidOperationException($"process {process} can't be sent signal {signal}: error {Marshal.GetLastPInvokeError()}");
    }

#pragma warning disable SYSLIB1054 // LibraryImport needs unsafe blocks, which this repository does without
    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int process, int signal);
#pragma warning restore SYSLIB1054
}
