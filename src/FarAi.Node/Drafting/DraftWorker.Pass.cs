using FarAi.Inference;
using FarAi.Inference.Sampling;

namespace FarAi.Node.Drafting;

/// <content>A pass: each session that may draft catches up on its inputs and, once it has, chooses one more token.</content>
internal sealed partial class DraftWorker
{
    /// <summary>Most inputs of one session in a pass: a long prompt is taken in bites, so that others' drafts go on.</summary>
    private const int MaxBite = 64;

    /// <summary>Most sessions in a pass; the others take the next ones in turn.</summary>
    private const int MaxSessions = 64;

    private readonly CoupledSampler _sampler = new(model.Config.VocabularySize);
    private readonly List<DraftSession> _batch = [];
    private readonly Segment[] _segments = new Segment[MaxSessions];
    private float[] _hidden = [];
    private float[] _last = [];
    private float[] _logits = [];
    private int[] _inputs = new int[MaxBite];
    private int _turn;
    private long _cacheBytes;

    /// <inheritdoc/>
    public bool RunPass()
    {
        Choose();
        if (_batch.Count == 0)
            return false;
        var started = time.GetTimestamp();
        var rows = Forward();
        var drafting = ChooseLast();
        var elapsed = time.GetElapsedTime(started);
        for (var i = 0; i < drafting; i++)
        {
            var session = _batch[i];
            var logits = _logits.AsSpan(i * model.Config.VocabularySize, model.Config.VocabularySize);
            session.Window.Add(errors.Apply(_sampler.Choose(logits, session.Opened.Sampling, session.Window.Next)));
            session.TimePerToken = elapsed;
            session.LastSeen = started;
            Flush(session);
        }

        instruments.OnDrafted(drafting);
        if (rows > drafting)
            Interlocked.Exchange(ref _cacheBytes, _sessions.Values.Sum(s => s.Cache.Bytes));
        return true;
    }

    private void Choose()
    {
        _batch.Clear();
        if (_sessions.Count <= MaxSessions)
        {
            foreach (var session in _sessions.Values)
            {
                if (session.Window.MayDraft)
                    _batch.Add(session);
            }

            return;
        }

        DraftSession[] ready = [.. _sessions.Values.Where(s => s.Window.MayDraft)];
        for (var i = 0; i < Math.Min(ready.Length, MaxSessions); i++)
            _batch.Add(ready[(_turn + i) % ready.Length]);
        _turn = ready.Length == 0 ? 0 : (_turn + _batch.Count) % ready.Length;
    }

    private int Forward()
    {
        var size = model.Config.HiddenSize;
        var rows = _batch.Sum(Bite);
        if (_hidden.Length < rows * size)
            _hidden = new float[Math.Max(rows, MaxBite) * size];
        if (_inputs.Length < rows)
            _inputs = new int[rows];
        var row = 0;
        for (var i = 0; i < _batch.Count; i++)
        {
            var session = _batch[i];
            var count = Bite(session);
            for (var j = 0; j < count; j++)
                _inputs[row + j] = session.Window[session.Cache.Length + j];
            _segments[i] = new Segment(session.Cache, session.Cache.Length, count);
            row += count;
        }

        model.Embed(_inputs.AsSpan(0, rows), _hidden.AsSpan(0, rows * size));
        model.Forward(_segments.AsSpan(0, _batch.Count), _hidden.AsSpan(0, rows * size));
        return rows;
    }

    // Keeps in the batch the sessions that caught up, gathers their last rows and computes logits for those alone.
    private int ChooseLast()
    {
        var size = model.Config.HiddenSize;
        if (_last.Length < _batch.Count * size)
            (_last, _logits) = (new float[_batch.Count * size], new float[_batch.Count * model.Config.VocabularySize]);
        var (row, count) = (0, 0);
        for (var i = 0; i < _batch.Count; i++)
        {
            row += _segments[i].Count;
            if (_batch[i].Cache.Length < _batch[i].Window.Next)
                continue;
            _hidden.AsSpan((row - 1) * size, size).CopyTo(_last.AsSpan(count * size));
            _batch[count++] = _batch[i];
        }

        Array.Clear(_segments, 0, _batch.Count);
        if (count > 0)
            model.Logits(_last.AsSpan(0, count * size), _logits.AsSpan(0, count * model.Config.VocabularySize));
        return count;
    }

    private static int Bite(DraftSession session) => Math.Min(MaxBite, session.Window.Next - session.Cache.Length);
}
