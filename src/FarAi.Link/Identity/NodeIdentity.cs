using System.Security.Cryptography;
using FarAi.Core.Identity;

namespace FarAi.Link;

/// <summary>A node's own key: ECDSA on P-256 with SHA-256. Safe to use from several threads.</summary>
public sealed class NodeIdentity : IDisposable
{
    private readonly ECDsa _key;
    private readonly Lock _gate = new(); // OpenSSL's key objects aren't documented as safe for concurrent use

    private NodeIdentity(ECDsa key)
    {
        _key = key;
        PublicKey = key.ExportSubjectPublicKeyInfo();
        Id = IdOf(PublicKey);
    }

    /// <summary>The name that follows from the public key.</summary>
    public NodeId Id { get; }

    /// <summary>The public key, X.509 SubjectPublicKeyInfo in DER, 91 bytes.</summary>
    public byte[] PublicKey { get; }

    /// <summary>Reads the key file (PKCS#8 PEM) or, where there is none, makes it, readable by its owner alone.</summary>
    /// <exception cref="InvalidDataException">The file holds no P-256 private key.</exception>
    public static NodeIdentity LoadOrCreate(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return File.Exists(path) ? Load(path) : Create(path);
    }

    /// <summary>A key that lives as long as the object.</summary>
    public static NodeIdentity CreateEphemeral() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>The first 20 bytes of the SHA-256 of a public key, in lower-case hex.</summary>
    public static NodeId IdOf(ReadOnlySpan<byte> spki) => new(Convert.ToHexStringLower(SHA256.HashData(spki).AsSpan(0, 20)));

    /// <summary>Signs the SHA-256 of the data; the signature is r and s, 32 bytes each.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        lock (_gate)
            return _key.SignData(data, HashAlgorithmName.SHA256);
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static NodeIdentity Load(string path)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            _ = key.ExportPkcs8PrivateKey(); // throws where the file holds only a public key
            if (PeerKey.IsP256(key.ExportSubjectPublicKeyInfo()))
                return new NodeIdentity(key);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new InvalidDataException($"{path} is not a node key (PKCS#8 PEM): {exception.Message}", exception);
        }

        key.Dispose();
        throw new InvalidDataException($"{path} is not a node key: the curve is not P-256");
    }

    private static NodeIdentity Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var identity = CreateEphemeral();
        var temporary = $"{path}.{Environment.ProcessId}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        try
        {
            WritePrivate(temporary, identity._key.ExportPkcs8PrivateKeyPem());
            AtomicFile.Place(temporary, path);
            return identity;
        }
        catch (IOException) when (File.Exists(path)) // another process was first: its key counts
        {
            identity.Dispose();
            return Load(path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static void WritePrivate(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(path, options);
        using var writer = new StreamWriter(stream);
        writer.Write(text);
        writer.Flush();
        stream.Flush(flushToDisk: true);
    }
}
