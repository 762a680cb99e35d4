using System.Globalization;
using FarAi.Core.Nodes;
using FarAi.Core.Triads;
using FarAi.Gateway.Status;
using FarAi.Grains.Nodes;
using Spectre.Console;

namespace FarAi.Cli.Status;

/// <summary>A grid's state as tables.</summary>
internal static class StatusTables
{
    private const double Mebibyte = 1 << 20;

    public static void Write(IAnsiConsole console, GridStatus status)
    {
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"region [bold]{status.Region}[/]: {(status.Ready ? "ready" : $"not ready: {status.Problem}")}, {status.Sessions} sessions");
        console.Write(Models(status));
        console.Write(Triads(status));
        console.Write(Nodes(status));
    }

    private static Table Models(GridStatus status)
    {
        var table = Head("model", "draft", "context", "layers", "weights", "digest");
        foreach (var model in status.Models)
            Add(table, model.Id, model.Draft ?? "-", Number(model.Context), Number(model.Layers), Bytes(model.WeightBytes), Short(model.Digest));
        return table;
    }

    private static Table Triads(GridStatus status)
    {
        var table = Head("triad", "model", "phase", "epoch", "members", "standing by", "problem");
        foreach (var triad in status.Triads)
        {
            Add(
                table, triad.Triad.Value, triad.Model, triad.Phase.ToString(), triad.Epoch.ToString(CultureInfo.InvariantCulture),
                string.Join(", ", triad.Members.Select(m => $"{m.Role} {Short(m.Address.Node.Value)} [{m.Layers}]")),
                StandingBy(triad), triad.Problem ?? "");
        }

        return table;
    }

    /// <summary>Who stands by, and what the loss of each place would cost.</summary>
    private static string StandingBy(GridTriad triad)
    {
        if (triad.Standbys.Count == 0 && triad.Mirrored.Count == 0)
            return "nobody: a loss stops it";
        var nodes = string.Join(", ", triad.Standbys.Select(s => Short(s.Value)));
        var places = triad.Mirrored.Count == 3 ? "every place" : string.Join(", ", triad.Mirrored);
        return triad.Mirrored.Count == 0 ? $"{nodes}: loads weights, computes again"
            : triad.Standby == StandbyPolicy.Warm ? $"{nodes}: warm for {places}, gets again what was sent"
            : $"{nodes}: hot for {places}, goes on at once";
    }

    private static Table Nodes(GridStatus status)
    {
        var table = Head("node", "layer", "work", "sessions", "memory", "cpu s", "drafted", "verified", "machine", "problem");
        foreach (var node in status.Nodes)
        {
            Add(
                table, Short(node.Node.Value), node.Layer.ToString(), Work(node), Number(node.Heartbeat?.Sessions), Bytes(node.Heartbeat?.ResidentBytes),
                node.Heartbeat?.CpuSeconds.ToString("0.0", CultureInfo.InvariantCulture) ?? "-", Number(node.Heartbeat?.DraftedTokens),
                Number(node.Heartbeat?.VerifiedTokens), node.Fingerprint?.CpuModel ?? "-", node.Problem ?? "");
        }

        return table;
    }

    private static string Work(NodeStatus node) =>
        node.Role is { } role ? role.ToString() : node.DraftModel ?? (node.Triad is not null ? "stands by" : node.Layer == SwarmLayer.Scout ? "loads" : "free");

    private static Table Head(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
            table.AddColumn(column);
        return table;
    }

    private static void Add(Table table, params string[] cells) => table.AddRow([.. cells.Select(c => new Text(c))]);

    private static string Short(string id) => id.Length <= 12 ? id : id[..12];

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static string Bytes(long? value) => value is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"{bytes / Mebibyte:0.0} MiB") : "-";
}
