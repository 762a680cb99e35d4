using FarAi.Inference;

namespace FarAi.Node.Stages;

/// <content>Continuous batching: each pass takes what waits, at most one run of positions per session.</content>
internal abstract partial class Stage
{
    /// <inheritdoc/>
    public bool RunPass()
    {
        if (_ready.Count == 0)
            return false;
        Choose();
        if (_batch.Count > 0)
            Compute();
        _batch.Clear();
        return _ready.Count > 0;
    }

    /// <summary>Sends a batch's results, <paramref name="hidden"/> [rows, hidden size], to the next stage and its mirrors.</summary>
    protected void SendResults(List<StageInput> batch, ReadOnlySpan<float> hidden, TimeSpan elapsed)
    {
        if (Terms.IsMirror)
            return;
        StageOutput.Send(Next, Terms.Epoch, Shard.Config.HiddenSize, batch, hidden, elapsed);
        foreach (var mirror in Mirrors)
            StageOutput.Send(mirror, Terms.Epoch, Shard.Config.HiddenSize, batch, hidden, elapsed);
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
            if (input.IsPrefill)
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
            input.Release();
            return true;
        }

        if (input.Start <= session.Cache.Length && input.Start + input.Tokens.Length <= Shard.Config.MaxPositions)
            return false;
        input.Release();
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
                hidden.AsSpan(0, target.Length).CopyTo(target);
            else
                Shard.Embed(input.Tokens, target);
            input.Release();
            _segments[i] = new Segment(_sessions[input.Session].Cache, input.Start, input.Tokens.Length);
            row += input.Tokens.Length;
        }

        Shard.Forward(_segments.AsSpan(0, _batch.Count), _hidden.AsSpan(0, rows * size));
        OnComputed(_batch, _hidden.AsSpan(0, rows * size), Context.Time.GetElapsedTime(started));
        Context.Instruments.OnPass(rows, Context.Time.GetElapsedTime(started));
        Interlocked.Exchange(ref _cacheBytes, _sessions.Values.Sum(s => s.Cache.Bytes));
        Array.Clear(_segments, 0, _batch.Count);
    }
}
