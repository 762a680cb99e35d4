using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FarAi.Link;

namespace FarAi.Link.Tests;

/// <summary>The handshake written a second time, from its description, so that both can't share a mistake.</summary>
internal sealed class RawHandshake(NodeIdentity identity, LinkRole role = LinkRole.Member, string scope = "t-1", string secret = LinkHost.Token)
{
    public const int KeyOffset = 4 + 3; // after version, role, scope length and the scope "t-1"
    public const int NonceOffset = KeyOffset + 91;

    public byte[] Hello(ushort version = 1) =>
        [(byte)version, (byte)(version >> 8), (byte)role, (byte)scope.Length, .. Encoding.UTF8.GetBytes(scope), .. identity.PublicKey, .. RandomNumberGenerator.GetBytes(32)];

    public static byte[] Challenge(NodeIdentity identity, ushort version = 1) =>
        [(byte)version, (byte)(version >> 8), .. identity.PublicKey, .. RandomNumberGenerator.GetBytes(32)];

    public byte[] Prove(byte[] hello, byte[] challenge, bool dialler = true)
    {
        var statement = Statement(hello, challenge, dialler);
        return [.. identity.Sign(statement), .. HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), statement)];
    }

    /// <summary>A whole dialler's handshake that must succeed.</summary>
    public async Task<RawWire> DialAsync(Uri endpoint)
    {
        var wire = await RawWire.DialAsync(endpoint);
        var hello = Hello();
        await wire.SendAsync(FrameKind.Hello, hello);
        var challenge = await wire.ReceiveAsync(FrameKind.Challenge);
        await wire.SendAsync(FrameKind.Proof, Prove(hello, challenge));
        await wire.ReceiveAsync(FrameKind.Welcome);
        return wire;
    }

    private static byte[] Statement(byte[] hello, byte[] challenge, bool dialler)
    {
        var bytes = new List<byte>();
        foreach (var part in new[] { hello, challenge })
        {
            var length = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
            bytes.AddRange(length);
            bytes.AddRange(part);
        }

        return [.. Encoding.ASCII.GetBytes(dialler ? "FAR AI link 1, dialler\0" : "FAR AI link 1, acceptor\0"), .. SHA256.HashData([.. bytes])];
    }
}
