using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FarAi.Link;

/// <summary>
/// The payloads of Hello (version u16, role u8, scope length u8, scope in UTF-8, public key 91 bytes, nonce 32 bytes) and
/// Challenge (version u16, public key 91 bytes, nonce 32 bytes). Pure but for the fresh nonce.
/// </summary>
internal static class HelloPayload
{
    public const int MaxScopeBytes = 255;

    private const int NonceBytes = 32;
    private const int ChallengeBytes = sizeof(ushort) + PeerKey.Bytes + NonceBytes;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public static byte[] WriteHello(LinkRole role, string scope, ReadOnlySpan<byte> publicKey)
    {
        var scopeBytes = StrictUtf8.GetBytes(scope);
        if (scopeBytes.Length > MaxScopeBytes)
            throw new ArgumentException($"a scope has at most {MaxScopeBytes} bytes", nameof(scope));
        return
        [
            .. Version(), (byte)role, (byte)scopeBytes.Length, .. scopeBytes, .. publicKey, .. RandomNumberGenerator.GetBytes(NonceBytes),
        ];
    }

    public static byte[] WriteChallenge(ReadOnlySpan<byte> publicKey) =>
        [.. Version(), .. publicKey, .. RandomNumberGenerator.GetBytes(NonceBytes)];

    /// <summary>Reads a Hello; the version is judged before anything else, because another version may look different.</summary>
    public static LinkError? TryReadHello(ReadOnlySpan<byte> payload, out LinkHello hello, out byte[] publicKey)
    {
        hello = new LinkHello(0, 0, "", default);
        publicKey = [];
        if (payload.Length < sizeof(ushort))
            return LinkError.Malformed;
        var version = BinaryPrimitives.ReadUInt16LittleEndian(payload);
        if (version != LinkProtocol.Version)
            return LinkError.ProtocolVersion;
        if (payload.Length < 4 || payload.Length != 4 + payload[3] + PeerKey.Bytes + NonceBytes || payload[3] > MaxScopeBytes)
            return LinkError.Malformed;
        var role = (LinkRole)payload[2];
        if (role is < LinkRole.Node or > LinkRole.Standby || !TryReadScope(payload.Slice(4, payload[3]), out var scope))
            return LinkError.Malformed;
        publicKey = payload.Slice(4 + payload[3], PeerKey.Bytes).ToArray();
        if (!PeerKey.IsP256(publicKey))
            return LinkError.Signature;
        hello = new LinkHello(version, role, scope, NodeIdentity.IdOf(publicKey));
        return null;
    }

    public static LinkError? TryReadChallenge(ReadOnlySpan<byte> payload, out byte[] publicKey)
    {
        publicKey = [];
        if (payload.Length < sizeof(ushort))
            return LinkError.Malformed;
        if (BinaryPrimitives.ReadUInt16LittleEndian(payload) != LinkProtocol.Version)
            return LinkError.ProtocolVersion;
        if (payload.Length != ChallengeBytes)
            return LinkError.Malformed;
        publicKey = payload.Slice(sizeof(ushort), PeerKey.Bytes).ToArray();
        return PeerKey.IsP256(publicKey) ? null : LinkError.Signature;
    }

    private static byte[] Version()
    {
        var bytes = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, LinkProtocol.Version);
        return bytes;
    }

    private static bool TryReadScope(ReadOnlySpan<byte> bytes, out string scope)
    {
        scope = "";
        try
        {
            scope = StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }

        return !scope.Any(char.IsControl); // it is shown in logs
    }
}
