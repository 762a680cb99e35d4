using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using FarAi.Core.Identity;
using FarAi.Gateway.Errors;

namespace FarAi.Gateway.Completions;

/// <summary>
/// Writes server-sent events. Each one names the session and the index of the next token, so that a client can say where it
/// stopped. An event is built apart and goes out whole or not at all.
/// </summary>
internal sealed class EventStream : IAsyncDisposable
{
    private readonly PipeWriter _output;
    private readonly ArrayBufferWriter<byte> _event = new(1024);
    private readonly Utf8JsonWriter _json;
    private readonly byte[] _session;

    public EventStream(PipeWriter output, SessionId session)
    {
        _output = output;
        _json = new Utf8JsonWriter(_event, ApiErrorWriter.JsonOptions);
        _session = System.Text.Encoding.ASCII.GetBytes(session.ToString());
    }

    /// <summary>Begins an event whose data is the JSON that the caller writes.</summary>
    /// <param name="next">Index of the first token that is not yet sent once the event is.</param>
    public Utf8JsonWriter Begin(int next)
    {
        _event.ResetWrittenCount();
        _event.Write("id: "u8);
        _event.Write(_session);
        _event.Write(":"u8);
        next.TryFormat(_event.GetSpan(11), out var written, default, CultureInfo.InvariantCulture);
        _event.Advance(written);
        _event.Write("\ndata: "u8);
        _json.Reset();
        return _json;
    }

    /// <summary>Ends the event that <see cref="Begin"/> began.</summary>
    public void End()
    {
        _json.Flush();
        _event.Write("\n\n"u8);
        _output.Write(_event.WrittenSpan);
    }

    /// <summary>What drafting came to, as a comment that clients of OpenAI's API skip, and the end of the stream.</summary>
    public void Done(long accepted, long drafted, long rounds)
    {
        Span<byte> line = stackalloc byte[128];
        System.Text.Unicode.Utf8.TryWrite(line, CultureInfo.InvariantCulture, $": farai accepted={accepted} drafted={drafted} rounds={rounds}\n\n", out var written);
        _output.Write(line[..written]);
        _output.Write("data: [DONE]\n\n"u8);
    }

    /// <summary>
    /// The end of a stream whose last event was an error. Clients that know error events stop there; one that skips them (the
    /// official .NET client does) would take the stream for whole, so this is written where <c>[DONE]</c> would be: it is no
    /// JSON, and fails that client loudly.
    /// </summary>
    public void Failed() => _output.Write("data: [ERROR]\n\n"u8);

    /// <summary>Sends what is written so far; waits while the client is slow.</summary>
    public ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken) => _output.FlushAsync(cancellationToken);

    public ValueTask DisposeAsync() => _json.DisposeAsync();
}
