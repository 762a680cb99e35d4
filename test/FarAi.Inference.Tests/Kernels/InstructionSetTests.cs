using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FarAi.Inference.Kernels;

namespace FarAi.Inference.Tests.Kernels;

/// <summary>The bundled models' logits are the same bits with AVX-512, with AVX2, and with no vector instructions at all.</summary>
public sealed class InstructionSetTests
{
    private const string DigestFile = "FARAI_TEST_DIGEST_FILE";

    [Theory]
    [InlineData("DOTNET_EnableAVX512", 256)]
    [InlineData("DOTNET_EnableAVX2", 128)]
    [InlineData("DOTNET_EnableHWIntrinsic", 32)]
    public async Task SwitchedOff_LogitsKeepTheirBits(string setting, int widest)
    {
        string file = Path.Combine(Path.GetTempPath(), $"farai-digest-{Environment.ProcessId}-{setting}");
        try
        {
            var start = new ProcessStartInfo(Environment.ProcessPath!)
            {
                ArgumentList = { "--filter-method", "*." + nameof(DigestOfLogits_IsWritten) },
                Environment = { [setting] = "0", [setting + "F"] = "0", [DigestFile] = file },
                RedirectStandardOutput = true,
            };
            using Process child = Process.Start(start)!;
            await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
            string[] written = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
            Assert.InRange(int.Parse(written[0], CultureInfo.InvariantCulture), 32, widest);
            Assert.Equal(Digest(), written[1]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The child's half of the test above; on its own it only checks that two runs agree.</summary>
    [Fact]
    public void DigestOfLogits_IsWritten()
    {
        string digest = Digest();
        if (Environment.GetEnvironmentVariable(DigestFile) is { } file)
        {
            File.WriteAllLines(file, [LaneWidth.Bits.ToString(CultureInfo.InvariantCulture), digest]);
        }

        Assert.Equal(Digest(), digest);
    }

    private static string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string directory in (string[])[GoldenModels.Target, GoldenModels.Draft])
        {
            using var chain = new ShardChain(directory, LlamaLayers(directory));
            KeyValueCache[] caches = chain.CreateCaches();
            int[] ids = GoldenModels.Prompt("chat_non_ascii").Ids;
            hash.AppendData(MemoryMarshal.AsBytes<float>(chain.LastRow(chain.Run(caches, 0, ids))));
            hash.AppendData(MemoryMarshal.AsBytes<float>(chain.Run(caches, ids.Length, ids.AsSpan(0, 1))));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static int LlamaLayers(string directory) => FarAi.Inference.Models.ModelConfig.Load(directory).Layers;
}
