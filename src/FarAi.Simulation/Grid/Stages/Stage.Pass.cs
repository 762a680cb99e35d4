using FarAi.Core.Identity;
using FarAi.Core.Triads;

namespace FarAi.Simulation.Grid;

/// <content>Continuous batching: each pass takes what waits, at most one run of positions per session.</content>
internal abstract partial class Stage
{
    private const int MaxRows = 256;
    private readonly List<Forward> _ready = [];
    private long _pass;

    public ComputePass? RunPass()
    {
        CheckFollowing();
        while (_ready.Count > 0)
        {
            var batch = Choose();
            if (batch.Count == 0)
                continue;
            var rows = batch.Sum(i => i.Tokens.Length);
            var outputs = batch.Select(Compute).ToArray();
            return new ComputePass(process.Profile.Pass(shard.Bytes, rows), elapsed => OnComputed(batch, outputs, elapsed));
        }

        return null;
    }

    protected abstract void OnComputed(List<Forward> batch, ulong[][] outputs, TimeSpan elapsed);

    protected virtual bool StillCounts(Forward input) => true;

    protected void Enqueue(Forward input) => _ready.Add(input);

    /// <summary>Whether inputs of the session wait.</summary>
    protected bool HasInputs(SessionId id) => _ready.Exists(i => i.Session == id);

    /// <summary>Forgets the waiting rounds of a session, whose line was given up. Prefills stay.</summary>
    protected void CutLine(SessionId id) => _ready.RemoveAll(i => i.Session == id && i is { IsPrefill: false, IsReplay: false });

    /// <summary>Passes a batch's results on, one message per session.</summary>
    protected void PassOn(List<Forward> batch, ulong[][] outputs, TimeSpan elapsed)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var output = batch[i] with { Epoch = Terms.Epoch, Expects = null, Compute = batch[i].Compute + elapsed, Hidden = outputs[i] };
            _sessions.GetValueOrDefault(output.Session.Value)?.Keep(output, outputs[i]);
            PassOn(output);
        }
    }

    // Verify rounds first, then prefills; at most one run of positions per session, in order.
    private List<Forward> Choose()
    {
        _pass++;
        var (batch, prefills, rows) = (new List<Forward>(), new List<Forward>(), 0);
        for (var i = 0; i < _ready.Count; i++)
        {
            var input = _ready[i];
            if (!_sessions.TryGetValue(input.Session.Value, out var session) || session.Pass == _pass)
                continue;
            session.Pass = _pass;
            if (input.IsReplay)
                _ready[i] = input = input.Skip(Math.Clamp(Held(session) - input.Start, 0, input.Tokens.Length));
            if (input.IsPrefill)
                prefills.Add(input);
            else
                Take(input);
        }

        prefills.ForEach(Take);
        var taken = batch.ToHashSet<Forward>(ReferenceEqualityComparer.Instance);
        _ready.RemoveAll(taken.Contains);
        batch.RemoveAll(Rejected);
        return batch;

        void Take(Forward input)
        {
            if (batch.Count > 0 && rows + input.Tokens.Length > MaxRows)
                return;
            batch.Add(input);
            rows += input.Tokens.Length;
        }
    }

    private bool Rejected(Forward input)
    {
        if (input.Tokens.Length == 0 || !StillCounts(input))
            return true;
        var session = _sessions[input.Session.Value];
        if (input.Expects is { } expected && !session.Holds(expected))
        {
            Fault(input.Session, Terms.Epoch, "the promoted member holds other positions than were committed");
            return true;
        }

        if (input.Start <= session.Cache.Length && input.Start + input.Tokens.Length <= shard.Model.Served.Config.MaxPositions)
            return false;
        Fault(input.Session, Terms.Epoch, $"positions {input.Start} to {input.Start + input.Tokens.Length} don't follow the {session.Cache.Length} held");
        return true;
    }

    private ulong[] Compute(Forward input)
    {
        var cache = _sessions[input.Session.Value].Cache;
        cache.Truncate(input.Start);
        _sessions[input.Session.Value].OnComputed(input);
        var outputs = new ulong[input.Tokens.Length];
        for (var i = 0; i < outputs.Length; i++)
            outputs[i] = cache.Append(Terms.Role == TriadRole.Head ? shard.Model.Embed(input.Tokens[i]) : input.Hidden[i]);
        return outputs;
    }
}
