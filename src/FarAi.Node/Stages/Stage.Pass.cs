using FarAi.Core.Triads;
using FarAi.Inference;

namespace FarAi.Node.Stages;

/// <content>Continuous batching: each pass takes what waits, at most one run of positions per session.</content>
internal abstract partial class Stage
{
    /// <inheritdoc/>
    public bool RunPass()
    {
        if (_ready.Count > 0)
        {
            Choose();
            if (_batch.Count > 0)
                Compute();
            _batch.Clear();
        }

        SendAcknowledgements();
        CheckFollowing();
        return _ready.Count > 0;
    }

    // Verify rounds first, then prefills: somebody waits for each token of the former. A session's inputs keep their order.
    private void Choose()
    {
        _pass++;
        _prefills.Clear();
        var rows = 0;
        for (var i = 0; i < _ready.Count; i++)
        {
            var input = _ready[i];
            if (!_sessions.TryGetValue(input.Session, out var session) || session.Pass == _pass)
                continue;
            session.Pass = _pass;
            if (input.IsReplay || (input.IsPrefill && Terms.Role == TriadRole.Tail)) // to a tail a hedge may bring one twice
                input.Skip(Math.Min(input.Tokens.Length, KnownOf(session, input)), Shard.Config.HiddenSize);
            if (input.Tokens.Length == 0)
                _known.Add(input);
            else if (input.IsPrefill)
                _prefills.Add(input);
            else if (_batch.Count == 0 || rows + input.Tokens.Length <= MaxRows)
                rows += Take(_batch, input);
        }

        foreach (var prefill in _prefills)
        {
            if (_batch.Count == 0 || rows + prefill.Tokens.Length <= MaxRows)
                rows += Take(_batch, prefill);
        }

        foreach (var input in _batch)
            _ready.Remove(input);
        foreach (var input in _known)
        {
            _ready.Remove(input);
            Done(input);
        }

        _known.Clear();
        _batch.RemoveAll(Rejected);
    }

    private static int Take(List<StageInput> batch, StageInput input)
    {
        batch.Add(input);
        return input.Tokens.Length;
    }

    private bool Rejected(StageInput input)
    {
        var session = _sessions[input.Session];
        if (!StillCounts(input))
        {
            Done(input);
            return true;
        }

        if (input.Expects is { } expected && !session.Holds(expected))
        {
            Done(input);
            Fault(input.Session, Terms.Epoch, "the promoted member holds other positions than were committed");
            return true;
        }

        if (input.Start <= session.Cache.Length && input.Start + input.Tokens.Length <= Shard.Config.MaxPositions)
            return false;
        Done(input);
        Fault(input.Session, Terms.Epoch, $"positions {input.Start} to {input.Start + input.Tokens.Length} don't follow the {session.Cache.Length} held");
        return true;
    }

    private void Compute()
    {
        var size = Shard.Config.HiddenSize;
        var rows = _batch.Sum(i => i.Tokens.Length);
        if (_hidden.Length < rows * size)
            _hidden = new float[Math.Max(rows, 32) * size];
        if (_segments.Length < _batch.Count)
            _segments = new Segment[_batch.Count * 2];

        var started = Context.Time.GetTimestamp();
        var row = 0;
        for (var i = 0; i < _batch.Count; i++)
        {
            var input = _batch[i];
            var target = _hidden.AsSpan(row * size, input.Tokens.Length * size);
            if (input.Hidden is { } hidden)
                hidden.AsSpan(input.HiddenStart, target.Length).CopyTo(target);
            else
                Shard.Embed(input.Tokens, target);
            Done(input);
            _segments[i] = new Segment(_sessions[input.Session].Cache, input.Start, input.Tokens.Length);
            row += input.Tokens.Length;
        }

        Shard.Forward(_segments.AsSpan(0, _batch.Count), _hidden.AsSpan(0, rows * size));
        Hold(size);
        OnComputed(_batch, _hidden.AsSpan(0, rows * size), Context.Time.GetElapsedTime(started));
        Context.Instruments.OnPass(rows, Context.Time.GetElapsedTime(started));
        Interlocked.Exchange(ref _cacheBytes, _sessions.Values.Sum(s => s.Cache.Bytes));
        Array.Clear(_segments, 0, _batch.Count);
    }

    // Held before it is sent: a replay that catches up with the present reads it from there.
    private void Hold(int size)
    {
        var row = 0;
        foreach (var input in _batch)
        {
            var session = _sessions[input.Session];
            session.OnComputed(input.Start, input.Tokens);
            session.Boundary?.Write(input.Start, _hidden.AsSpan(row * size, input.Tokens.Length * size));
            row += input.Tokens.Length;
        }
    }
}
