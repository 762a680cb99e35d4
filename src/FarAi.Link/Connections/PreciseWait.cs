using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FarAi.Link;

/// <summary>
/// Blocks the calling thread to a point in time, to about 0.1 ms on Linux and macOS (nanosleep) without burning a core.
/// Elsewhere the last two milliseconds are yielded away.
/// </summary>
internal static partial class PreciseWait
{
    // .NET's own waits count whole milliseconds and come late by a good part of one; the kernel adds about 60 µs to a nanosleep.
    private static readonly TimeSpan Coarse = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Slack = TimeSpan.FromMicroseconds(60);

    /// <summary>The monotonic clock, from an arbitrary start.</summary>
    public static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    /// <summary>Returns at the point in time, or at once where it is past.</summary>
    public static void Until(TimeSpan due)
    {
        for (var left = due - Now; left > TimeSpan.Zero; left = due - Now)
        {
            if (!OperatingSystem.IsWindows())
                Nanosleep(left - Slack);
            else if (left > Coarse)
                Thread.Sleep(left - Coarse);
            if (left <= Slack || OperatingSystem.IsWindows())
                Thread.Yield();
        }
    }

    private static void Nanosleep(TimeSpan time)
    {
        if (time <= TimeSpan.Zero)
            return;
        var request = new Timespec((nint)(time.Ticks / TimeSpan.TicksPerSecond), (nint)(time.Ticks % TimeSpan.TicksPerSecond * 100));
        _ = NativeNanosleep(in request, 0); // an early return (a signal) only means another turn of the loop
    }

#pragma warning disable SYSLIB1054 // LibraryImport needs unsafe blocks, which this repository does without
    [DllImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeNanosleep(in Timespec request, nint remainder);
#pragma warning restore SYSLIB1054

    private readonly record struct Timespec(nint Seconds, nint Nanoseconds);
}
