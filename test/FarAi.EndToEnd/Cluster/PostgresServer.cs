using System.Diagnostics;
using System.Globalization;
using FarAi.Cluster;
using FarAi.EndToEnd.Fixture;

namespace FarAi.EndToEnd.Cluster;

/// <summary>A PostgreSQL server of a test's own, made with initdb; it refuses to run as root, so root runs it as the user postgres.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly string _tools;

    private PostgresServer(DirectoryInfo folder, string tools, int port) => (_folder, _tools, Port) = (folder, tools, port);

    public int Port { get; }

    /// <summary>A database that exists and is empty.</summary>
    public string Connection => ConnectionTo("postgres");

    /// <summary>Why tests that need a cluster on PostgreSQL can't run here; null where they can.</summary>
    public static string? Missing =>
        !ClusterHosting.IsCluster ? "only the build with -p:GrainHost=Orleans forms clusters"
        : OperatingSystem.IsWindows() ? "the test starts PostgreSQL as on Linux"
        : Tools() is null ? "PostgreSQL's initdb is neither in PATH nor in /usr/lib/postgresql (apt-get install postgresql)"
        : null;

    public static async Task<PostgresServer> StartAsync()
    {
        var tools = Tools() ?? throw new InvalidOperationException(Missing);
        var folder = Directory.CreateTempSubdirectory("farai-pg-");
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", "postgres", folder.FullName);
        var server = new PostgresServer(folder, tools, Grid.FreePort());
        // The password is asked for, so that a wrong one can be tested.
        await server.AsServerUserAsync($"umask 077; echo right > '{folder}/password'; '{tools}/initdb' -D '{folder}/data' -U farai --auth=scram-sha-256 --pwfile='{folder}/password' >/dev/null");
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts a stopped server on the same data and port.</summary>
    public Task StartAgainAsync() => AsServerUserAsync(
        $"'{_tools}/pg_ctl' -w -D '{_folder}/data' -l '{_folder}/log' -o '-p {Port.ToString(CultureInfo.InvariantCulture)} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder}' start >/dev/null");

    /// <summary>Stops it at once, as a crash would.</summary>
    public Task StopAsync() => AsServerUserAsync($"'{_tools}/pg_ctl' -w -D '{_folder}/data' -m immediate stop >/dev/null");

    public string ConnectionTo(string database, string user = "farai", string password = "right") =>
        $"Host=127.0.0.1;Port={Port.ToString(CultureInfo.InvariantCulture)};Database={database};Username={user};Password={password}";

    /// <summary>Runs SQL in the test's database and returns what psql prints, unaligned and without headings.</summary>
    public Task<string> SqlAsync(string sql) => RunAsync("psql", "-Atq", "-v", "ON_ERROR_STOP=1", $"postgresql://farai:right@127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}/postgres", "-c", sql);

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(_folder.FullName, "data", "postmaster.pid")))
            await StopAsync();
        _folder.Delete(recursive: true);
    }

    private Task<string> AsServerUserAsync(string command) =>
        Environment.IsPrivilegedProcess ? RunAsync("su", "postgres", "-s", "/bin/sh", "-c", command) : RunAsync("/bin/sh", "-c", command);

    private static async Task<string> RunAsync(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"{program}: {output} {await error}");
    }

    private static string? Tools()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').AsEnumerable();
        if (Directory.Exists("/usr/lib/postgresql"))
            folders = folders.Concat(Directory.EnumerateDirectories("/usr/lib/postgresql").Select(v => Path.Combine(v, "bin")));
        return folders.FirstOrDefault(f => File.Exists(Path.Combine(f, "initdb")) && File.Exists(Path.Combine(f, "pg_ctl")));
    }
}
