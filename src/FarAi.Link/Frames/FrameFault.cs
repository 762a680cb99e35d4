namespace FarAi.Link;

/// <summary>What is wrong with a stream of frames, for people.</summary>
internal static class FrameFault
{
    public static string Describe(LinkError error, int maxFrameBytes) => error switch
    {
        LinkError.FrameTooLarge => $"a frame claims more than {maxFrameBytes} bytes",
        LinkError.FrameTruncated => "a message ended inside a frame",
        LinkError.UnknownKind => "a frame of an unknown kind",
        _ => "a frame is shorter than its own header",
    };
}
