using System.Globalization;
using System.Text.Json;
using FarAi.EndToEnd.Fixture;
using FarAi.Gateway.Status;

namespace FarAi.EndToEnd.Cluster;

/// <summary>A grid of many processes: control silos on PostgreSQL, a gateway in front of them, nodes.</summary>
internal sealed class ClusterGrid : IAsyncDisposable
{
    public const string AdminKey = "operators-only";
    private readonly List<FaraiProcess> _silos = [];
    private readonly List<FaraiProcess> _others = [];

    private ClusterGrid(PostgresServer database) => Database = database;

    public PostgresServer Database { get; }

    /// <summary>The control silos, in the order of their start; <c>silo-1</c> is the first.</summary>
    public IReadOnlyList<FaraiProcess> Silos => _silos;

    public FaraiProcess Gateway { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public Uri Url => Http.BaseAddress!;

    /// <summary>A folder where a test leaves what its processes logged, in detail; null where nobody asked.</summary>
    public static string? LogFolder { get; } = System.Environment.GetEnvironmentVariable("FARAI_TEST_LOGS") is { Length: > 0 } folder ? folder : null;

    private static IReadOnlyList<string> Verbosity => LogFolder is null ? [] : ["--verbose"];

    public static string ModelFolder { get; } = Path.Combine(AppContext.BaseDirectory, "models", "far-tiny");

    /// <summary>Starts silos and a gateway and waits until the gateway serves.</summary>
    /// <param name="silos">How many control silos.</param>
    /// <param name="options">More options for every silo.</param>
    public static async Task<ClusterGrid> StartAsync(int silos, params IReadOnlyList<string> options)
    {
        var grid = new ClusterGrid(await PostgresServer.StartAsync());
        try
        {
            var (code, _, error) = await FaraiProcess.RunAsync(null, "db", "init", "--connection", grid.Database.Connection);
            Assert.True(code == 0, error);
            for (var i = 0; i < silos; i++)
                await grid.StartSiloAsync(options);
            await grid.StartGatewayAsync();
            return grid;
        }
        catch
        {
            await grid.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more control silo and waits until it is active.</summary>
    public async Task<FaraiProcess> StartSiloAsync(params IReadOnlyList<string> options)
    {
        var name = $"silo-{(_silos.Count + 1).ToString(CultureInfo.InvariantCulture)}";
        var silo = Start(["control", "--no-gateway", "--silo-name", name, "--model", Model("target"), "--draft", Model("draft"), .. Verbosity, .. options]);
        _silos.Add(silo);
        await PrintsAsync(silo, "silo port");
        return silo;
    }

    /// <summary>Starts a gateway process and waits until it is connected; requests go to the one started last.</summary>
    public async Task<FaraiProcess> StartGatewayAsync()
    {
        var port = Grid.FreePort();
        Gateway = Start(["gateway", "--port", port.ToString(CultureInfo.InvariantCulture), "--model", Model("target"), "--draft", Model("draft"), "--admin-key", AdminKey, .. Verbosity]);
        _others.Add(Gateway);
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromSeconds(60) };
        await PrintsAsync(Gateway, "gateway on");
        return Gateway;
    }

    /// <summary>Starts nodes that join over the present gateway: a triad and its scouts.</summary>
    public async Task StartNodesAsync(int primes = 3, int scouts = 1, params IReadOnlyList<string> options)
    {
        for (var i = 0; i < primes + scouts; i++)
        {
            var node = FaraiProcess.StartWith(Environment, ["node", "--join", Url.ToString(), "--layer", i < primes ? "prime" : "scout", .. options]);
            // In a grid, nodes have machines of their own; here their arithmetic must not take the processors from the silos.
            node.RunInBackground();
            _others.Add(node);
        }

        await Eventually.IsAsync(
            async () => await StatusAsync() is { Ready: true } s && s.Nodes.Count == primes + scouts && s.Nodes.Count(n => n.DraftModel is not null) == scouts,
            TimeSpan.FromSeconds(90),
            () => $"{Gateway.Error}\n{string.Join('\n', _silos.Select(s => s.Error))}");
    }

    public async Task<GridStatus?> StatusAsync()
    {
        using var answer = await Http.GetAsync("farai/v1/status");
        return answer.IsSuccessStatusCode ? JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(), GridStatusJson.Default.GridStatus) : null;
    }

    /// <summary>Status (Orleans' number, 6 is dead) of a silo in the list that all share.</summary>
    public async Task<int> MembershipStatusAsync(string silo) =>
        int.Parse(await Database.SqlAsync($"SELECT status FROM orleansmembershiptable WHERE siloname = '{silo}' ORDER BY generation DESC LIMIT 1"), CultureInfo.InvariantCulture);

    public FaraiProcess Start(params IEnumerable<string> arguments) => FaraiProcess.StartWith(Environment, arguments);

    public async Task PrintsAsync(FaraiProcess process, string line)
    {
        await Eventually.IsAsync(() => process.HasExited || process.Output.Contains(line, StringComparison.Ordinal), TimeSpan.FromSeconds(90), () => process.Error);
        Assert.False(process.HasExited, $"{process.Output}\n{process.Error}");
    }

    /// <summary>Leaves the logs of all processes in <see cref="LogFolder"/>, if there is one.</summary>
    public async Task KeepLogsAsync(string test)
    {
        if (LogFolder is not { } folder)
            return;
        for (var i = 0; i < _silos.Count; i++)
            await File.WriteAllTextAsync(Path.Combine(folder, $"{test}-silo-{i + 1}.log"), _silos[i].Error);
        for (var i = 0; i < _others.Count; i++)
            await File.WriteAllTextAsync(Path.Combine(folder, $"{test}-{(_others[i] == Gateway ? "gateway" : $"node-{i}")}.log"), _others[i].Error);
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        foreach (var process in _others.Concat(_silos))
            process.Dispose();
        await Database.DisposeAsync();
    }

    private Dictionary<string, string> Environment => new()
    {
        ["FARAI_CLUSTERING"] = "adonet",
        ["FARAI_CONNECTION"] = Database.Connection,
        ["FARAI_TOKEN"] = "cluster-tests",
    };

    private static string Model(string part) => Path.Combine(ModelFolder, part);
}
