using System.Security.Cryptography;

namespace FarAi.Link;

/// <summary>Another node's public key: checked and used without trusting it.</summary>
internal static class PeerKey
{
    /// <summary>Length of a P-256 SubjectPublicKeyInfo with an uncompressed point.</summary>
    public const int Bytes = 91;

    // The one accepted encoding, so that one key has one id: ecPublicKey, prime256v1, uncompressed point (RFC 5480).
    private static ReadOnlySpan<byte> Prefix =>
    [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
        0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
    ];

    public static bool IsP256(ReadOnlySpan<byte> spki) => spki.Length == Bytes && spki.StartsWith(Prefix);

    public static bool Verify(ReadOnlySpan<byte> spki, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (!IsP256(spki))
            return false;
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(spki, out _);
            return key.VerifyData(data, signature, HashAlgorithmName.SHA256);
        }
        catch (CryptographicException) // the point isn't on the curve
        {
            return false;
        }
    }
}
