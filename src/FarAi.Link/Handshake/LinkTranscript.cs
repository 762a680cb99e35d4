using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FarAi.Link;

/// <summary>
/// What both sides sign: the exact bytes of Hello and Challenge, so version, role, scope, both keys and both nonces are
/// bound. The two sides' labels differ, so one's proof can't be reflected as the other's. Pure.
/// </summary>
internal static class LinkTranscript
{
    public const int MacBytes = 32;
    public const int SignatureBytes = 64;

    /// <summary>Bytes of a Proof or Welcome payload: signature, then keyed digest.</summary>
    public const int ProofBytes = SignatureBytes + MacBytes;

    private static ReadOnlySpan<byte> DiallerLabel => "FAR AI link 1, dialler\0"u8;

    private static ReadOnlySpan<byte> AcceptorLabel => "FAR AI link 1, acceptor\0"u8;

    /// <summary>A side's proof over the transcript.</summary>
    public static byte[] Prove(NodeIdentity identity, ReadOnlySpan<byte> secret, bool dialler, ReadOnlySpan<byte> hello, ReadOnlySpan<byte> challenge)
    {
        var statement = Statement(dialler, hello, challenge);
        return [.. identity.Sign(statement), .. HMACSHA256.HashData(secret, statement)];
    }

    /// <summary>What is wrong with a side's proof; null where nothing is.</summary>
    public static LinkError? Check(
        ReadOnlySpan<byte> proof, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> secret, bool dialler, ReadOnlySpan<byte> hello, ReadOnlySpan<byte> challenge)
    {
        if (proof.Length != ProofBytes)
            return LinkError.Malformed;
        var statement = Statement(dialler, hello, challenge);
        // The keyed digest first: it costs a stranger's flood a thousandth of what a signature costs.
        if (!CryptographicOperations.FixedTimeEquals(proof[SignatureBytes..], HMACSHA256.HashData(secret, statement)))
            return LinkError.EnrolmentToken;
        return PeerKey.Verify(publicKey, statement, proof[..SignatureBytes]) ? null : LinkError.Signature;
    }

    /// <summary>label ‖ SHA-256(u32 length ‖ hello ‖ u32 length ‖ challenge), lengths little-endian.</summary>
    private static byte[] Statement(bool dialler, ReadOnlySpan<byte> hello, ReadOnlySpan<byte> challenge)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        BinaryPrimitives.WriteInt32LittleEndian(length, hello.Length);
        hash.AppendData(length);
        hash.AppendData(hello);
        BinaryPrimitives.WriteInt32LittleEndian(length, challenge.Length);
        hash.AppendData(length);
        hash.AppendData(challenge);
        return [.. dialler ? DiallerLabel : AcceptorLabel, .. hash.GetHashAndReset()];
    }
}
