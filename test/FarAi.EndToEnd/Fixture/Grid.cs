using System.ClientModel;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FarAi.Gateway.Status;
using FarAi.Link;
using OpenAI;
using OpenAI.Chat;

namespace FarAi.EndToEnd.Fixture;

/// <summary>A running <c>farai up</c> with a port and a data folder of its own.</summary>
internal sealed class Grid : IAsyncDisposable
{
    private readonly DirectoryInfo _data;
    private readonly bool _owned;

    private Grid(FaraiProcess process, DirectoryInfo data, bool owned, int port)
    {
        (Process, _data, _owned, Url) = (process, data, owned, new Uri($"http://127.0.0.1:{port}/"));
        Http = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(60) };
    }

    public FaraiProcess Process { get; }

    public Uri Url { get; }

    public HttpClient Http { get; }

    public string Data => _data.FullName;

    /// <summary>Starts a grid and waits until it says that it is ready.</summary>
    public static Task<Grid> StartAsync(params IEnumerable<string> options) => StartInAsync(null, options);

    /// <summary>The same in a data folder that stays; null takes a new one, which goes with the grid.</summary>
    public static async Task<Grid> StartInAsync(DirectoryInfo? folder, params IEnumerable<string> options)
    {
        var data = folder ?? Directory.CreateTempSubdirectory("farai-e2e-");
        var port = FreePort();
        var process = FaraiProcess.Start(["up", "--port", port.ToString(CultureInfo.InvariantCulture), "--data", data.FullName, .. options]);
        var grid = new Grid(process, data, folder is null, port);
        await Eventually.IsAsync(
            () => process.HasExited || process.Output.Contains("Ctrl-C stops everything", StringComparison.Ordinal), TimeSpan.FromSeconds(90), () => $"{process.Output}\n{process.Error}");
        Assert.False(process.HasExited, $"farai up ended: {process.Output}\n{process.Error}");
        return grid;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The official client, with the header that chooses how to speculate; null leaves the choice to the grid.</summary>
    public ChatClient Chat(string? speculation = null, string model = "far-tiny", RouteRecorder? routes = null)
    {
        // No retries: a test must see the first answer.
        var options = new OpenAIClientOptions { Endpoint = new Uri(Url, "v1"), RetryPolicy = new System.ClientModel.Primitives.ClientRetryPolicy(0) };
        options.AddPolicy(new SpeculationPolicy(speculation, routes), System.ClientModel.Primitives.PipelinePosition.PerCall);
        return new ChatClient(model, new ApiKeyCredential("unused"), options);
    }

    public async Task<GridStatus> StatusAsync() =>
        JsonSerializer.Deserialize(await Http.GetStringAsync("farai/v1/status"), GridStatusJson.Default.GridStatus)!;

    /// <summary>Waits until every node is back and the triad and all scouts work.</summary>
    public Task WholeAsync(int nodes = 6, int scouts = 2) => Eventually.IsAsync(
        async () => await StatusAsync() is { Ready: true } s && s.Nodes.Count == nodes && s.Nodes.Count(n => n.DraftModel is not null) == scouts,
        TimeSpan.FromSeconds(60),
        () => $"{Http.GetStringAsync("farai/v1/status").Result}\n{Process.Output}\n{Process.Error}");

    /// <summary>The folders of the nodes that are running, by name.</summary>
    public IReadOnlyList<string> NodeFolders() => [.. Directory.EnumerateDirectories(Path.Combine(Data, "nodes")).Order(StringComparer.Ordinal)];

    /// <summary>The process of the node with that id: each node keeps its key in the folder that its command line names.</summary>
    public int ProcessOf(string nodeId)
    {
        foreach (var folder in NodeFolders())
        {
            using var identity = NodeIdentity.LoadOrCreate(Directory.EnumerateFiles(folder, "*.pem").Single());
            if (identity.Id.Value == nodeId)
                return Signals.WithArgument(folder).Single();
        }

        throw new InvalidOperationException($"no node of this grid has the id {nodeId}");
    }

    /// <summary>Ids of all node processes.</summary>
    public IReadOnlyList<int> NodeProcesses() => [.. NodeFolders().SelectMany(Signals.WithArgument)];

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!Process.HasExited)
        {
            Signals.Send("TERM", Process.Id);
            await Process.ExitAsync(TimeSpan.FromSeconds(10));
        }

        Process.Dispose();
        if (_owned)
            _data.Delete(recursive: true);
    }
}
