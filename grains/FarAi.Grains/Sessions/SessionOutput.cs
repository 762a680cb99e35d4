using System.Runtime.CompilerServices;
using FarAi.Core.Sessions;
using FarAi.Core.Speculation;
using FarAi.Grains.Hosting;
using FarAi.Inference.Tokenization;

namespace FarAi.Grains.Sessions;

/// <summary>What readers see of a generation: its tokens, the text that each releases, and its end.</summary>
internal sealed class SessionOutput(SessionRequest request, Tokenizer tokenizer)
{
    private readonly StreamingDecoder _decoder = new(tokenizer);
    private readonly StopMatcher _stop = new(request.Stop);
    private readonly List<int> _tokens = [];
    private readonly List<string> _text = [];
    private readonly ChangeSignal _changed = new();
    private string _rest = "";

    /// <summary>Tokens so far.</summary>
    public int Count => _tokens.Count;

    /// <summary>Why it ended.</summary>
    public FinishReason Finish { get; private set; }

    /// <summary>Why it could not be finished.</summary>
    public string? Error { get; private set; }

    /// <summary>Whether nothing more will come.</summary>
    public bool Ended => Finish != FinishReason.None || Error is not null;

    /// <summary>Whether it ended before the model or its limit ended it: more could come.</summary>
    public bool IsInterrupted => Finish == FinishReason.Cancelled || Error is not null;

    /// <summary>What it used; set with the end.</summary>
    public SessionUsage? Usage { get; private set; }

    /// <summary>The tokens, for the store.</summary>
    public int[] Tokens() => [.. _tokens];

    /// <summary>Adds a token; true where the text has reached a stop string with it.</summary>
    public bool Add(int token)
    {
        _tokens.Add(token);
        _text.Add(_stop.Push(_decoder.Push(token)));
        return _stop.Stopped;
    }

    /// <summary>The generation ended; later calls change nothing.</summary>
    public void End(FinishReason finish, string? error, SessionUsage usage)
    {
        if (Ended)
            return;
        (Finish, Error, Usage) = (finish, error, usage);
        if (IsInterrupted)
            return; // what is held back stays so: it may go on
        _rest = _stop.Push(_decoder.Flush()) + _stop.Flush();
        if (_stop.Stopped && finish == FinishReason.Length)
            Finish = FinishReason.Stop;
    }

    /// <summary>The generation goes on where it was interrupted; false where there is nothing to go on with.</summary>
    public bool Reopen()
    {
        if (!IsInterrupted)
            return false;
        (Finish, Error, Usage) = (FinishReason.None, null, null);
        return true;
    }

    /// <summary>Wakes the readers.</summary>
    public void Publish() => _changed.Publish();

    /// <summary>What there is from a token on, as it comes, and after each <paramref name="keepAlive"/> without a token a chunk without any.</summary>
    public async IAsyncEnumerable<SessionChunk> Read(int from, TimeSpan keepAlive, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var next = from; ;)
        {
            var chunk = From(next);
            yield return chunk;
            if (chunk.IsLast)
                yield break;
            next = chunk.First + chunk.Tokens.Count;
            if (Count <= next && !Ended)
                await _changed.Changed(keepAlive, time, cancellationToken);
        }
    }

    /// <summary>All there is from a token on.</summary>
    public SessionChunk From(int first) => new()
    {
        First = first, // beyond what is committed here where a reader is ahead of a session that was moved
        Tokens = first >= Count ? [] : _tokens[first..],
        Text = first > Count ? "" : string.Concat(_text.Skip(first)) + _rest,
        Finish = Finish,
        Error = Error,
        Usage = Usage,
    };
}
