namespace FarAi.Link;

/// <summary>The accepting side's steps: Hello → Challenge → Proof → Welcome.</summary>
internal static class AcceptorHandshake
{
    public static async Task<LinkHello> RunAsync(HandshakeChannel channel, NodeIdentity identity, Func<LinkHello, byte[]?> secrets)
    {
        var helloBytes = await channel.ReceiveAsync(FrameKind.Hello);
        if (HelloPayload.TryReadHello(helloBytes, out var hello, out var publicKey) is { } fault)
            throw new LinkException(fault, Describe(fault));
        if (secrets(hello) is not { Length: > 0 } secret)
            throw new LinkException(LinkError.UnknownScope, $"no {hello.Role} link is accepted here for '{hello.Scope}'");
        var challenge = HelloPayload.WriteChallenge(identity.PublicKey);
        await channel.SendAsync(FrameKind.Challenge, challenge);
        var proof = await channel.ReceiveAsync(FrameKind.Proof);
        if (LinkTranscript.Check(proof, publicKey, secret, dialler: true, helloBytes, challenge) is { } lie)
            throw new LinkException(lie, Describe(lie));
        await channel.SendAsync(FrameKind.Welcome, LinkTranscript.Prove(identity, secret, dialler: false, helloBytes, challenge));
        return hello;
    }

    private static string Describe(LinkError error) => error switch
    {
        LinkError.ProtocolVersion => $"this side speaks link protocol {LinkProtocol.Version}; update the older one",
        LinkError.EnrolmentToken => "the token or key is not the one of this role and scope",
        LinkError.Signature => "the public key is not P-256, or the signature is not its own",
        _ => "the handshake message doesn't parse",
    };
}
