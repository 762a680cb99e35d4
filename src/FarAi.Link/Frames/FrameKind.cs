namespace FarAi.Link;

/// <summary>What a frame carries. The numbers cross the wire: never reuse one. <see cref="LinkRules"/> says who may send what.</summary>
public enum FrameKind : byte
{
    /// <summary>Handshake 1, dialler: version, role, scope, public key, nonce.</summary>
    Hello = 1,

    /// <summary>Handshake 2, acceptor: public key, nonce.</summary>
    Challenge = 2,

    /// <summary>Handshake 3, dialler: signature and keyed digest of the transcript.</summary>
    Proof = 3,

    /// <summary>Handshake 4, acceptor: signature and keyed digest of the transcript.</summary>
    Welcome = 4,

    /// <summary>Ends a handshake from either side: <see cref="LinkError"/> u16, reason in UTF-8.</summary>
    Refused = 5,

    /// <summary>Eight bytes that the peer returns in a <see cref="Pong"/>.</summary>
    Ping = 8,

    /// <summary>Answers a <see cref="Ping"/> with its payload.</summary>
    Pong = 9,

    /// <summary>The last frame of a side: <see cref="LinkError"/> u16 (0 for a close in good order), reason in UTF-8.</summary>
    Close = 10,

    /// <summary>JSON <see cref="Core.Nodes.NodeRegistration"/>, node to grid, first frame of a Node link.</summary>
    Register = 16,

    /// <summary>JSON <see cref="Core.Nodes.NodeAdmission"/>, grid to node.</summary>
    Registered = 17,

    /// <summary>JSON <see cref="Core.Nodes.NodeCommand"/>, grid to node.</summary>
    Command = 18,

    /// <summary>JSON <see cref="Core.Nodes.NodeEvent"/>, node to grid.</summary>
    Event = 19,

    /// <summary>JSON <see cref="Core.Nodes.OpenSession"/>, a stage to the next one. Correlation: the session.</summary>
    PeerOpenSession = 20,

    /// <summary>JSON <see cref="Link.PeerFault"/>. Correlation: the session, or 0 for the whole link.</summary>
    PeerFault = 21,

    /// <summary><see cref="Link.StageForward"/>. Correlation: the session.</summary>
    StageForward = 32,

    /// <summary><see cref="Link.Draft"/>. Correlation: the session.</summary>
    Draft = 33,

    /// <summary><see cref="Core.Speculation.Verdict"/> in binary (<see cref="VerdictPayload"/>). Correlation: the session.</summary>
    Verdict = 34,

    /// <summary><see cref="Link.AttachScout"/>. Correlation: the session.</summary>
    AttachScout = 35,

    /// <summary>No payload: free what the session holds. Correlation: the session.</summary>
    CloseSession = 36,

    /// <summary><see cref="Link.ResumeSession"/>, a stage to the next one. Correlation: the session.</summary>
    ResumeSession = 37,

    /// <summary>JSON <see cref="Core.Nodes.OpenSession"/>, a stage to a node that takes, or follows, the next place: the session as it runs already; what was
    /// sent so far comes again as replays. Opened there only, not passed on. From the tail: with all committed tokens. Correlation: the session.</summary>
    ReplaySession = 38,

    /// <summary><see cref="Link.Computed"/>, the receiver of rounds or verdicts to their sender.</summary>
    Computed = 39,

    /// <summary>No payload: all that was sent before has been sent again; what follows is new.</summary>
    Replayed = 40,

    /// <summary><see cref="Link.Hedge"/>, a stage to a mirror of the next place.</summary>
    Hedge = 41,
}
