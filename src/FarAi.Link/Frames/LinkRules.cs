namespace FarAi.Link;

/// <summary>Which kinds of frame may travel in which direction of a link of which role. Pure.</summary>
public static class LinkRules
{
    /// <summary>Whether this version of the protocol has the kind.</summary>
    public static bool IsDefined(FrameKind kind) => kind
        is (>= FrameKind.Hello and <= FrameKind.Refused)
        or (>= FrameKind.Ping and <= FrameKind.Close)
        or (>= FrameKind.Register and <= FrameKind.PeerFault)
        or (>= FrameKind.StageForward and <= FrameKind.Hedge);

    /// <summary>Whether the sender may send the kind after the handshake.</summary>
    /// <param name="role">What the dialler authenticated as.</param>
    /// <param name="fromDialler">Whether the dialler sends; otherwise the acceptor does.</param>
    /// <param name="kind">The frame's kind.</param>
    public static bool Allows(LinkRole role, bool fromDialler, FrameKind kind)
    {
        if (kind is FrameKind.Ping or FrameKind.Pong or FrameKind.Close)
            return true;
        return role switch
        {
            LinkRole.Node when fromDialler => kind is FrameKind.Register or FrameKind.Event or FrameKind.Verdict,
            LinkRole.Node => kind is FrameKind.Registered or FrameKind.Command,
            LinkRole.Member when fromDialler => IsOfStage(kind),
            LinkRole.Member => kind is FrameKind.Computed or FrameKind.CloseSession or FrameKind.PeerFault,
            LinkRole.Mirror or LinkRole.Standby when fromDialler => kind is FrameKind.Computed or FrameKind.PeerFault,
            LinkRole.Mirror or LinkRole.Standby => kind is FrameKind.Hedge || IsOfStage(kind),
            LinkRole.Scout when fromDialler => kind is FrameKind.AttachScout or FrameKind.Draft or FrameKind.CloseSession,
            LinkRole.Scout => kind is FrameKind.Verdict or FrameKind.CloseSession or FrameKind.PeerFault,
            _ => false,
        };
    }

    /// <summary>What a stage tells the next one.</summary>
    private static bool IsOfStage(FrameKind kind) => kind is FrameKind.PeerOpenSession or FrameKind.StageForward or FrameKind.Verdict
        or FrameKind.CloseSession or FrameKind.ResumeSession or FrameKind.ReplaySession or FrameKind.Replayed or FrameKind.PeerFault;
}
