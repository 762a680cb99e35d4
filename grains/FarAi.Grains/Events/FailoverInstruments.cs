using System.Diagnostics.Metrics;
using FarAi.Core.Events;

namespace FarAi.Grains.Events;

/// <summary>What is measured of failovers: each once, where its timeline ends. Tags never hold ids.</summary>
public sealed class FailoverInstruments : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "FarAi.Grains";

    private readonly Meter _meter;
    private readonly Counter<long> _failovers;
    private readonly Histogram<double> _duration;

    /// <summary>Makes the instruments; without a factory they belong to a meter of their own.</summary>
    public FailoverInstruments(IMeterFactory? factory = null)
    {
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        _failovers = _meter.CreateCounter<long>("farai.failovers", "{failover}", "Failovers that are over, by cause.");
        _duration = _meter.CreateHistogram<double>(
            "farai.failover.duration", "s", "From the detection of a loss to the first token, or to a triad that serves where no session was interrupted; by cause.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void OnFailover(FailoverReport report)
    {
        var cause = new KeyValuePair<string, object?>("cause", NameOf(report.Cause));
        _failovers.Add(1, cause);
        if (report.FirstTokenAt is not null || report.ReadyAt is not null)
            _duration.Record(report.Duration.TotalSeconds, cause);
    }

    private static string NameOf(FailoverCause cause) => cause switch
    {
        FailoverCause.NodeLeft => "node_left",
        FailoverCause.NodeSilent => "node_silent",
        FailoverCause.LinkLost => "link_lost",
        _ => "member_failed",
    };
}
