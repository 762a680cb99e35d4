namespace FarAi.Link;

/// <summary>What two sides must agree on before all else.</summary>
public static class LinkProtocol
{
    /// <summary>Rises with every change that an older side would misread.</summary>
    public const ushort Version = 1;

    /// <summary>The largest frame before a side has proved itself, bytes after the length field.</summary>
    public const int MaxHandshakeFrameBytes = 1024;
}
