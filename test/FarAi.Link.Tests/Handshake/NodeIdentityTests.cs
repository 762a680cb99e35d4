using System.Security.Cryptography;
using FarAi.Link;

namespace FarAi.Link.Tests;

/// <summary>The node's key file.</summary>
public sealed class NodeIdentityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("farai-key-").FullName;

    private string KeyFile => Path.Combine(_folder, "sub", "node.key");

    [Fact]
    public void SecondStart_HasTheSameIdentity()
    {
        using var first = NodeIdentity.LoadOrCreate(KeyFile);
        using var second = NodeIdentity.LoadOrCreate(KeyFile);
        Assert.Equal(first.Id, second.Id);
        Assert.Equal(first.PublicKey, second.PublicKey);
        Assert.Equal([KeyFile], Directory.GetFiles(Path.GetDirectoryName(KeyFile)!));
    }

    [Fact]
    public void KeyFile_IsForItsOwnerOnly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes");
        NodeIdentity.LoadOrCreate(KeyFile).Dispose();
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
    }

    [Fact]
    public void ManyStartAtOnce_AllHaveOneIdentity()
    {
        var ids = new string[8];
        using var barrier = new Barrier(ids.Length);
        var threads = Enumerable.Range(0, ids.Length).Select(i => new Thread(() =>
        {
            barrier.SignalAndWait();
            using var identity = NodeIdentity.LoadOrCreate(KeyFile);
            ids[i] = identity.Id.Value;
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Assert.Single(ids.Distinct());
    }

    [Theory]
    [InlineData("")]
    [InlineData("rubbish")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    public void RubbishInTheKeyFile_IsNamed(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(KeyFile)!);
        File.WriteAllText(KeyFile, content);
        Assert.Contains(KeyFile, Assert.Throws<InvalidDataException>(() => NodeIdentity.LoadOrCreate(KeyFile)).Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(KeyFile));
    }

    [Fact]
    public void KeyOfAnotherCurve_IsNamed()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(KeyFile)!);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        Assert.Contains("P-256", Assert.Throws<InvalidDataException>(() => NodeIdentity.LoadOrCreate(KeyFile)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Id_IsTheStartOfTheKeysDigest()
    {
        using var identity = NodeIdentity.CreateEphemeral();
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(identity.PublicKey))[..40], identity.Id.Value);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
