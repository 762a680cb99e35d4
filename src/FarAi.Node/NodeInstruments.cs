using System.Diagnostics.Metrics;

namespace FarAi.Node;

/// <summary>What a node measures. Names and units are part of its interface; tags never hold ids.</summary>
public sealed class NodeInstruments : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "FarAi.Node";

    private readonly Meter _meter;
    private readonly Histogram<double> _pass;
    private readonly Histogram<int> _rows;
    private readonly Counter<long> _positions;
    private readonly Counter<long> _drafted;
    private readonly Counter<long> _faults;
    private readonly Counter<long> _peersLost;
    private readonly Counter<long> _joins;
    private readonly Counter<long> _hedges;
    private long _positionCount;
    private long _draftedCount;

    /// <summary>Makes the instruments; without a factory they belong to a meter of their own.</summary>
    public NodeInstruments(IMeterFactory? factory = null)
    {
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        _pass = _meter.CreateHistogram<double>("farai.node.pass.duration", "s", "Time of one batch through the shard");
        _rows = _meter.CreateHistogram<int>("farai.node.pass.rows", "{position}", "Positions in one batch");
        _positions = _meter.CreateCounter<long>("farai.node.positions", "{position}", "Positions computed for verify rounds and prefills");
        _drafted = _meter.CreateCounter<long>("farai.node.drafted", "{token}", "Tokens drafted");
        _faults = _meter.CreateCounter<long>("farai.node.session.faults", "{session}", "Sessions dropped with a fault");
        _peersLost = _meter.CreateCounter<long>("farai.node.peers.lost", "{link}", "Links to other nodes that broke");
        _hedges = _meter.CreateCounter<long>("farai.node.hedges", "{hedge}", "Times a mirror was asked for what a slow member owed");
        _joins = _meter.CreateCounter<long>("farai.node.grid.joins", "{link}", "Times the node joined the grid");
    }

    /// <summary>Positions computed since the start.</summary>
    public long Positions => Interlocked.Read(ref _positionCount);

    /// <summary>Tokens drafted since the start.</summary>
    public long Drafted => Interlocked.Read(ref _draftedCount);

    /// <summary>A batch went through the shard.</summary>
    public void OnPass(int rows, TimeSpan duration)
    {
        Interlocked.Add(ref _positionCount, rows);
        _pass.Record(duration.TotalSeconds);
        _rows.Record(rows);
        _positions.Add(rows);
    }

    /// <summary>Tokens were drafted.</summary>
    public void OnDrafted(int tokens)
    {
        Interlocked.Add(ref _draftedCount, tokens);
        _drafted.Add(tokens);
    }

    /// <summary>A session was dropped.</summary>
    public void OnSessionFault() => _faults.Add(1);

    /// <summary>A link to another node broke.</summary>
    public void OnPeerLost() => _peersLost.Add(1);

    /// <summary>A mirror was asked for a slow member's results.</summary>
    public void OnHedge() => _hedges.Add(1);

    /// <summary>The grid admitted the node.</summary>
    public void OnJoined() => _joins.Add(1);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
