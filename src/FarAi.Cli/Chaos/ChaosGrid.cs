using System.Globalization;
using System.Text.Json;
using FarAi.Cli.Grid;
using FarAi.Cli.Up;
using FarAi.Core.Events;
using FarAi.Core.Identity;
using FarAi.Core.Triads;
using FarAi.Gateway.Events;
using FarAi.Gateway.Status;
using FarAi.Grains.Hosting;

namespace FarAi.Cli.Chaos;

/// <summary>A grid whose every process can be harmed by itself: one control process and nodes that outlive it.</summary>
internal sealed class ChaosGrid : IDisposable
{
    private const int Scouts = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private readonly ChaosFolder _folder;
    private readonly GridClient _client;
    private readonly StandbyPolicy _standby;
    private readonly int _primes;
    private readonly List<ChaosNode> _nodes = [];

    private ChaosGrid(ChaosSettings settings, string? logs, int primes, bool proxied)
    {
        (_standby, _primes) = (settings.Standby, primes);
        _folder = new ChaosFolder(logs, settings.LinkDelayMs);
        var port = ChaosFolder.FreePort();
        Url = new Uri($"http://127.0.0.1:{port}/");
        _client = new GridClient(Url, null);
        var (target, draft) = BundledModel.Find();
        Control = _folder.Process("control",
        [
            "control", "--port", port.ToString(CultureInfo.InvariantCulture), "--data", _folder.DataOf("control"), "--model", target, "--draft", draft,
            "--standby", settings.Standby.ToString().ToLowerInvariant(), "--verbose",
        ], goesFirst: true); // in a grid nodes have machines of their own
        Control.Start();
        for (var i = 1; i <= Scouts; i++)
            _nodes.Add(ChaosNode.Start($"scout-{i}", "scout", _folder, Url, settings.LinkDelayMs, proxied));
        for (var i = 1; i <= primes; i++)
            _nodes.Add(ChaosNode.Start($"prime-{i}", "prime", _folder, Url, settings.LinkDelayMs, proxied));
    }

    /// <summary>Where it answers.</summary>
    public Uri Url { get; }

    /// <summary>The control process: grains and gateway.</summary>
    public ChaosProcess Control { get; }

    /// <summary>Where the processes' output is.</summary>
    public string Logs => _folder.Logs;

    /// <summary>How many triads the primes make: each triad gets a standby before another one forms.</summary>
    private int Triads => (_primes - 1) / 3;

    /// <summary>Starts the processes; <see cref="WholeAsync"/> waits for them.</summary>
    /// <param name="settings">What was asked for.</param>
    /// <param name="logs">Where the processes' output is kept; null keeps it only where something fails.</param>
    /// <param name="fault">What the grid must be able to suffer.</param>
    public static ChaosGrid Start(ChaosSettings settings, string? logs, Fault fault) => new(settings, logs, fault.Primes, fault.Proxied);

    /// <summary>Whether a fault can be rehearsed on this grid.</summary>
    public bool Suits(Fault fault) => fault.Primes == _primes && fault.Proxied == _nodes[0].Proxy is not null;

    /// <summary>A node by its name in the grid.</summary>
    public ChaosNode Node(NodeId id) => _nodes.Find(n => n.Id == id) ?? throw new InvalidOperationException($"no node of this grid is called {id}");

    /// <summary>Waits until every node serves and everything that is to be mirrored is.</summary>
    /// <exception cref="TimeoutException">It does not come to that.</exception>
    public async Task<GridStatus> WholeAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Patience);
        GridStatus? status = null;
        while (!deadline.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            status = await StatusAsync(cancellationToken) ?? status;
            if (status is not null && IsWhole(status))
                return status;
            await Task.Delay(Poll, cancellationToken);
        }

        _folder.KeepLogs = true;
        throw new TimeoutException($"the grid is not whole after {Patience.TotalSeconds:0} s: {(status is null ? "it does not answer" : JsonSerializer.Serialize(status, GridStatusJson.Default.GridStatus))}");
    }

    /// <summary>Whether a grid that is whole is made as a new one is: as many triads, each of three machines. Repetitions on others could not be compared.</summary>
    public bool IsAsNew(GridStatus status) =>
        status.Triads.Count == Triads && status.Triads.All(t => t.Members.Select(m => m.Address.Node).Distinct().Count() == t.Members.Count);

    /// <summary>Brings back every process; what some did that nobody had asked them to do.</summary>
    public async Task<IReadOnlyList<string>> RestoreAsync(CancellationToken cancellationToken)
    {
        foreach (var node in _nodes)
            node.Proxy?.Release();
        var unasked = await Task.WhenAll(_nodes.Select(n => n.Process).Append(Control).Select(p => p.RestoreAsync(cancellationToken)));
        return [.. unasked.OfType<string>()];
    }

    /// <summary>The events after a number, oldest first.</summary>
    public async Task<IReadOnlyList<GridEvent>> EventsAsync(long after, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"farai/v1/events?from={after + 1}&follow=false"));
        using var response = await _client.SendAsync(request, cancellationToken);
        var events = new List<GridEvent>();
        foreach (var line in (await response.Content.ReadAsStringAsync(cancellationToken)).Split('\n'))
        {
            if (line.StartsWith("data: {", StringComparison.Ordinal) && JsonSerializer.Deserialize(line[6..], GridEventJson.Default.GridEvent) is { } happened)
                events.Add(happened);
        }

        return events;
    }

    /// <summary>The logs are worth a look.</summary>
    public void KeepLogs() => _folder.KeepLogs = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var node in _nodes)
            node.Dispose();
        Control.Dispose();
        _client.Dispose();
        _folder.Dispose();
    }

    private bool IsWhole(GridStatus status)
    {
        return status.Ready
            && status.Nodes.Count == _nodes.Count
            && status.Nodes.Count(n => n.Connected && n.DraftModel is not null) == Scouts
            && status.Triads.Count >= Triads
            && status.Triads.All(t => t.Phase == TriadPhase.Ready && (t.Standbys.Count == 0 || _standby == StandbyPolicy.Cold || t.Mirrored.Count == 3))
            && status.Triads.Any(t => t.Standbys.Count > 0);
    }

    private async Task<GridStatus?> StatusAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _client.StatusAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is StartFailedException or TimeoutException or HttpRequestException or IOException)
        {
            return null;
        }
    }
}
