using FarAi.Core.Identity;

namespace FarAi.Link;

/// <summary>The dialling side's steps, the mirror of <see cref="AcceptorHandshake"/>.</summary>
internal static class DiallerHandshake
{
    /// <summary>The proved id of who answered.</summary>
    public static async Task<NodeId> RunAsync(HandshakeChannel channel, NodeIdentity identity, LinkCredentials credentials)
    {
        var hello = HelloPayload.WriteHello(credentials.Role, credentials.Scope, identity.PublicKey);
        await channel.SendAsync(FrameKind.Hello, hello);
        var challenge = await channel.ReceiveAsync(FrameKind.Challenge);
        if (HelloPayload.TryReadChallenge(challenge, out var publicKey) is { } fault)
            throw new LinkException(fault, "the challenge doesn't parse or is of another version");
        var peer = NodeIdentity.IdOf(publicKey);
        // Before the proof: a stranger gets nothing to test guesses of the secret against.
        if (credentials.ExpectedPeer is { } expected && expected != peer)
            throw new LinkException(LinkError.UnexpectedPeer, $"node {peer.Brief} answered in place of {expected.Brief}");
        await channel.SendAsync(FrameKind.Proof, LinkTranscript.Prove(identity, credentials.Secret, dialler: true, hello, challenge));
        var welcome = await channel.ReceiveAsync(FrameKind.Welcome);
        if (LinkTranscript.Check(welcome, publicKey, credentials.Secret, dialler: false, hello, challenge) is { } lie)
            throw new LinkException(lie, "the acceptor could not prove itself");
        return peer;
    }
}
