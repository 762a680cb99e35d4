using FarAi.Link;

namespace FarAi.Link.Tests;

/// <summary>Answers every stage forward with the same bytes, as a verdict that no one reads.</summary>
internal sealed class EchoHandler : ILinkHandler
{
    public void OnFrame(LinkConnection link, in Frame frame) => link.Send(FrameKind.CloseSession, frame.Correlation, frame.Payload.Span);

    public void OnClosed(LinkConnection link, LinkError? error, string reason)
    {
    }
}
