namespace FarAi.Link;

/// <summary>Why a link was refused or closed. The numbers cross the wire: never reuse one.</summary>
public enum LinkError : ushort
{
    /// <summary>The other side speaks another version of the protocol. Doesn't heal by itself.</summary>
    ProtocolVersion = 1,

    /// <summary>The other side doesn't know the shared secret of the role and scope. Doesn't heal by itself.</summary>
    EnrolmentToken = 2,

    /// <summary>A key isn't a P-256 key, or a signature doesn't match it. Doesn't heal by itself.</summary>
    Signature = 3,

    /// <summary>Another node than the expected one answered at the address.</summary>
    UnexpectedPeer = 4,

    /// <summary>The acceptor serves no such scope in that role. It may soon: a dialler may come before its triad is loaded.</summary>
    UnknownScope = 5,

    /// <summary>A frame claims more bytes than <see cref="LinkOptions.MaxFrameBytes"/>.</summary>
    FrameTooLarge = 6,

    /// <summary>A WebSocket message ended inside a frame.</summary>
    FrameTruncated = 7,

    /// <summary>A frame of a kind that this version doesn't have.</summary>
    UnknownKind = 8,

    /// <summary>A frame or its payload doesn't parse, or a value in it is out of range.</summary>
    Malformed = 9,

    /// <summary>A frame came before the handshake, or of a kind that its sender may not send in its role.</summary>
    OutOfOrder = 10,

    /// <summary>The handshake took longer than <see cref="LinkOptions.HandshakeTimeout"/>.</summary>
    HandshakeTimeout = 11,

    /// <summary>The peer reads too slowly: more than <see cref="LinkOptions.MaxQueuedBytes"/> wait to be sent.</summary>
    SendQueueFull = 12,

    /// <summary>Nothing came for <see cref="LinkOptions.DeadAfter"/>: the peer is gone or cut off.</summary>
    IdleTimeout = 13,

    /// <summary>The connection broke without a word.</summary>
    ConnectionLost = 14,

    /// <summary>The code behind the link failed; its own log says why.</summary>
    HandlerFault = 15,

    /// <summary>The acceptor has too many handshakes under way (<see cref="LinkOptions.MaxPendingHandshakes"/>). Try again later.</summary>
    Busy = 16,

    /// <summary>Nothing answers at the address, or what answers isn't a link endpoint.</summary>
    Unreachable = 17,

    /// <summary>A newer link or epoch takes the place of this one.</summary>
    Superseded = 18,
}
