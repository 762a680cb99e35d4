using System.Globalization;
using FarAi.Core.Identity;
using FarAi.Link;

namespace FarAi.Cli.Chaos;

/// <summary>A node of the grid: its process, its name in the grid, and the proxy before it where the fault needs one.</summary>
internal sealed class ChaosNode : IDisposable
{
    private ChaosNode(NodeId id, ChaosProcess process, LinkProxy? proxy)
    {
        (Id, Process, Proxy) = (id, process, proxy);
    }

    /// <summary>Its name in the grid.</summary>
    public NodeId Id { get; }

    /// <summary>Its process.</summary>
    public ChaosProcess Process { get; }

    /// <summary>Through which other nodes reach it; null where they do so directly.</summary>
    public LinkProxy? Proxy { get; }

    /// <summary>Starts one.</summary>
    public static ChaosNode Start(string name, string layer, ChaosFolder folder, Uri grid, double linkDelayMs, bool proxied)
    {
        var data = folder.DataOf(name);
        using var identity = NodeIdentity.LoadOrCreate(Path.Combine(data, "node-key.pem"));
        List<string> arguments = ["node", "--join", grid.AbsoluteUri, "--layer", layer, "--data", data, "--exit-with-parent"];
        if (linkDelayMs > 0)
            arguments.AddRange(["--link-delay-ms", linkDelayMs.ToString(CultureInfo.InvariantCulture)]);
        LinkProxy? proxy = null;
        if (proxied)
        {
            var port = ChaosFolder.FreePort();
            proxy = new LinkProxy(port);
            arguments.AddRange(["--listen", $"127.0.0.1:{port}", "--advertise", $"ws://127.0.0.1:{proxy.Port}/peer"]);
        }

        var node = new ChaosNode(identity.Id, folder.Process(name, arguments), proxy);
        node.Process.Start();
        return node;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Process.Dispose();
        Proxy?.Dispose();
    }
}
