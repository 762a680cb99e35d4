using System.Diagnostics;

namespace FarAi.Orleans.InProcess.Tests.HostOnly;

/// <summary>A file system of its own with 2 MiB, in memory. Only where this process may mount; tests skip elsewhere.</summary>
internal sealed class TinyDisk : IDisposable
{
    private TinyDisk(string path) => Path = path;

    public string Path { get; }

    public static TinyDisk Mount()
    {
        var path = Directory.CreateTempSubdirectory("farai-disk").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", "size=2m", "none", path))
            return new TinyDisk(path);
        Directory.Delete(path);
        Assert.Skip("This process may not mount file systems.");
        throw new UnreachableException();
    }

    public void MakeReadOnly() => Assert.True(Run("mount", "-o", "remount,ro", Path));

    public void MakeWritable() => Assert.True(Run("mount", "-o", "remount,rw", Path));

    public void Dispose()
    {
        Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static bool Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
