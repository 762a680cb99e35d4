using System.Runtime.InteropServices;

namespace FarAi.Link;

/// <summary>Gives a finished file its name in one step, unless the name is taken.</summary>
internal static class AtomicFile
{
    /// <summary>Moves the file. An <see cref="IOException"/> where the name is taken: of several at once exactly one succeeds.</summary>
    public static void Place(string temporary, string path)
    {
        // On Unix File.Move looks first and renames then, so two can both succeed; link(2) can't.
        if (!OperatingSystem.IsWindows() && Link(temporary, path) == 0)
            return;
        // Windows, or the name is taken, or a file system without hard links (where that small gap stays).
        File.Move(temporary, path, overwrite: false);
    }

#pragma warning disable SYSLIB1054, CA2101 // LibraryImport needs unsafe blocks, which this repository does without; paths are UTF-8
    [DllImport("libc", EntryPoint = "link")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string added);
#pragma warning restore SYSLIB1054, CA2101
}
