using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FarAi.Cli.Up;

namespace FarAi.Cli.Chaos;

/// <summary>What the processes of one grid share: a secret, a folder of data, one of logs.</summary>
internal sealed class ChaosFolder(string? logs, double linkDelayMs) : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("farai-chaos-");
    private readonly string _logs = Directory.CreateDirectory(logs ?? Directory.CreateTempSubdirectory("farai-chaos-logs-").FullName).FullName;
    private readonly Dictionary<string, string> _environment = new()
    {
        // Not on the command line, which every user of the machine can read.
        ["FARAI_TOKEN"] = Swarm.NewToken(),
        ["Gateway__InjectedLinkDelay"] = TimeSpan.FromMilliseconds(linkDelayMs).ToString("c", CultureInfo.InvariantCulture),
    };

    /// <summary>Where the processes' output is.</summary>
    public string Logs => _logs;

    /// <summary>Whether the logs stay.</summary>
    public bool KeepLogs { get; set; } = logs is not null;

    /// <summary>A port that nobody listens at.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The folder of a process's state.</summary>
    public string DataOf(string name) => _data.CreateSubdirectory(name).FullName;

    /// <summary>A process that writes its log here.</summary>
    public ChaosProcess Process(string name, IReadOnlyList<string> arguments, bool goesFirst = false) =>
        new(name, arguments, _environment, Path.Combine(_logs, name + ".log"), goesFirst);

    /// <inheritdoc/>
    public void Dispose()
    {
        _data.Delete(recursive: true);
        if (!KeepLogs)
            Directory.Delete(_logs, recursive: true);
    }
}
