using System.Text;
using FarAi.Inference.Models;

namespace FarAi.Inference.Tests.Models;

/// <summary>Whatever the bytes, opening a model succeeds or throws <see cref="ModelFormatException"/>: nothing else, and no crash.</summary>
public sealed class SafetensorsFuzzTests
{
    private static readonly string[] _fragments =
        ["{", "}", "[", "]", "\"", ",", ":", "0", "-1", "1e9", "9223372036854775807", "18446744073709551616", "null", "\"dtype\"", "\"F16\"", "\"shape\":[0]", "\\ud800", "\u00ff", " ", "__metadata__"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void MutatedHeaders_NeverEscape(int seed)
    {
        const int cases = 35_000;
        const string header = "{\"__metadata__\":{\"format\":\"pt\"},\"a\":{\"dtype\":\"BF16\",\"shape\":[4,2],\"data_offsets\":[0,16]},\"b\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[16,28]}}";
        var random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < cases; i++)
        {
            byte[] mutated = Mutate(Encoding.UTF8.GetBytes(header), random);
            refused += Survives($"seed {seed}, case {i}", () => SafetensorsHeader.Parse(mutated, random.Next(8) == 0 ? random.Next(40) : 28, "fuzz")) ? 0 : 1;
        }

        // Nearly every mutation matters, but some (in a name, a blank at the end) are harmless: both ends must be reached.
        Assert.InRange(refused, cases / 2, cases - 1);
    }

    [Fact]
    public void MutatedFiles_NeverEscape()
    {
        using TemporaryModel model = new TemporaryModel().Write();
        string path = Path.Combine(model.Folder, "model.safetensors");
        byte[] whole = File.ReadAllBytes(path);
        int header = BitConverter.ToInt32(whole) + 8;
        var random = new Random(3);
        for (int i = 0; i < 3_000; i++)
        {
            byte[] mutated = random.Next(3) switch
            {
                0 => whole[..random.Next(whole.Length)],
                1 => [.. whole[..8], .. Mutate(whole[8..header], random), .. whole[header..]],
                _ => TemporaryModel.Compose(Mutate(whole[8..header], random), whole[header..random.Next(header, whole.Length + 1)]),
            };
            File.WriteAllBytes(path, mutated);
            Survives($"file {i}", () => LlamaShard.LoadWhole(model.Folder).Dispose());
        }
    }

    [Fact]
    public void MutatedConfigs_NeverEscape()
    {
        using var model = new TemporaryModel();
        byte[] config = Encoding.UTF8.GetBytes(model.Config.ToJsonString());
        var random = new Random(4);
        for (int i = 0; i < 30_000; i++)
        {
            Survives($"config {i}", () => ModelConfig.Parse(Mutate(config, random)));
        }
    }

    private static bool Survives(string name, Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (ModelFormatException)
        {
            return false;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{name}: {e.GetType().Name} escaped.", e);
        }
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        List<byte> result = [.. bytes];
        for (int edits = random.Next(1, 4); edits > 0; edits--)
        {
            int at = random.Next(result.Count);
            switch (random.Next(6))
            {
                case 0: result[at] = (byte)random.Next(256); break;
                case 1: result[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: result.RemoveRange(at, Math.Min(random.Next(1, 12), result.Count - at - 1)); break;
                case 3: result.InsertRange(at, Encoding.UTF8.GetBytes(_fragments[random.Next(_fragments.Length)])); break;
                case 4: result.InsertRange(at, result.GetRange(at, Math.Min(random.Next(1, 60), result.Count - at))); break;
                default: result[at] = (byte)('0' + random.Next(10)); break;
            }
        }

        return [.. result];
    }
}
