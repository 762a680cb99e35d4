using System.Threading.Channels;
using FarAi.Link;

namespace FarAi.Link.Tests;

/// <summary>Keeps what comes over links; an optional reaction runs within the call.</summary>
internal sealed class RecordingHandler(Action<LinkConnection, Frame>? react = null) : ILinkHandler
{
    private readonly Channel<LinkConnection> _opened = Channel.CreateUnbounded<LinkConnection>();
    private readonly Channel<Received> _frames = Channel.CreateUnbounded<Received>();
    private readonly Channel<(LinkError? Error, string Reason)> _closed = Channel.CreateUnbounded<(LinkError?, string)>();

    public void OnOpened(LinkConnection link) => _opened.Writer.TryWrite(link);

    public void OnFrame(LinkConnection link, in Frame frame)
    {
        _frames.Writer.TryWrite(new Received(frame.Kind, frame.Correlation, frame.Payload.ToArray()));
        react?.Invoke(link, frame);
    }

    public void OnClosed(LinkConnection link, LinkError? error, string reason) => _closed.Writer.TryWrite((error, reason));

    public async Task<LinkConnection> OpenedAsync() => await _opened.Reader.ReadAsync().AsTask().WaitAsync(Patience.Most);

    public async Task<Received> FrameAsync() => await _frames.Reader.ReadAsync().AsTask().WaitAsync(Patience.Most);

    public async Task<(LinkError? Error, string Reason)> ClosedAsync() => await _closed.Reader.ReadAsync().AsTask().WaitAsync(Patience.Most);

    public bool HasMoreFrames => _frames.Reader.TryPeek(out _);

    public bool HasMoreCloses => _closed.Reader.TryPeek(out _);

    internal sealed record Received(FrameKind Kind, ulong Correlation, byte[] Payload);
}
