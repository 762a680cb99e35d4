using System.Text;
using FarAi.Inference.Models;

namespace FarAi.Inference.Tests.Models;

/// <summary>A weight file that lies is refused by name, and never read beyond its end.</summary>
public sealed class MalformedSafetensorsTests
{
    private const string A = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";

    [Theory]
    [InlineData("{" + A + "}", 8, null)]
    [InlineData("{" + A + "}   ", 8, null)]
    [InlineData("{\"__metadata__\":{\"k\":\"v\"}," + A + "}", 8, null)]
    [InlineData("{}", 0, null)]
    [InlineData("{" + A + "}", 7, ModelFormatError.Truncated)]
    [InlineData("{" + A + "}", 9, ModelFormatError.UnclaimedBytes)]
    [InlineData("{}", 1, ModelFormatError.UnclaimedBytes)]
    [InlineData("{" + A + "," + A + "}", 8, ModelFormatError.DuplicateTensor)]
    [InlineData("{" + A + ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, ModelFormatError.InvalidOffsets)]
    [InlineData("{" + A + ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[12,16]}}", 16, ModelFormatError.UnclaimedBytes)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}", 8, ModelFormatError.InvalidOffsets)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", 8, ModelFormatError.SizeMismatch)]
    [InlineData("{\"a\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, ModelFormatError.SizeMismatch)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,9223372036854775807,9223372036854775807],\"data_offsets\":[0,8]}}", 8, ModelFormatError.SizeMismatch)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,2],\"data_offsets\":[0,0]}}", 0, ModelFormatError.SizeMismatch)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,9223372036854775808]}}", 8, ModelFormatError.InvalidHeader)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}", 8, ModelFormatError.InvalidHeader)]
    [InlineData("{\"a\":{\"dtype\":\"Q4\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, ModelFormatError.UnsupportedElementType)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", 8, ModelFormatError.InvalidHeader)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}", 8, ModelFormatError.InvalidHeader)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, ModelFormatError.InvalidHeader)]
    [InlineData("{\"a\":[]}", 0, ModelFormatError.InvalidHeader)]
    [InlineData("{\"\\ud800\":{}}", 0, ModelFormatError.InvalidHeader)]
    [InlineData("{\"__metadata__\":{\"k\":1}}", 0, ModelFormatError.InvalidHeader)]
    [InlineData("{" + A + "}x", 8, ModelFormatError.InvalidHeader)]
    [InlineData("{" + A, 8, ModelFormatError.InvalidHeader)]
    [InlineData("[]", 0, ModelFormatError.InvalidHeader)]
    [InlineData("", 0, ModelFormatError.InvalidHeader)]
    public void Header_IsJudged(string json, int dataLength, ModelFormatError? error)
    {
        using var model = new TemporaryModel();
        File.WriteAllText(Path.Combine(model.Folder, "config.json"), model.Config.ToJsonString());
        model.WriteRaw("model.safetensors", Encoding.UTF8.GetBytes(json), new byte[dataLength]);

        // A header that passes still lacks the model's tensors.
        Assert.Equal(error ?? ModelFormatError.MissingTensor, OpenFails(model));
    }

    [Theory]
    [InlineData(0, 0, ModelFormatError.Truncated)]
    [InlineData(7, 0, ModelFormatError.Truncated)]
    [InlineData(8, 100, ModelFormatError.Truncated)]
    [InlineData(64, 57, ModelFormatError.Truncated)]
    [InlineData(64, 100_000_001, ModelFormatError.HeaderTooLarge)]
    [InlineData(64, -1, ModelFormatError.HeaderTooLarge)]
    public void LengthThatLies_IsRefused(int fileLength, long headerLength, ModelFormatError error)
    {
        using TemporaryModel model = new TemporaryModel().Write();
        File.WriteAllBytes(Path.Combine(model.Folder, "model.safetensors"), [.. BitConverter.GetBytes(headerLength).Concat(new byte[64]).Take(fileLength)]);
        Assert.Equal(error, OpenFails(model));
    }

    [Fact]
    public void IntegerWeights_AreRefused()
    {
        using TemporaryModel model = new TemporaryModel().Write();
        string path = Path.Combine(model.Folder, "model.safetensors");
        byte[] file = File.ReadAllBytes(path);
        file.AsSpan(file.AsSpan().IndexOf("\"BF16\""u8), 6).Clear();
        "\"I16\" "u8.CopyTo(file.AsSpan(file.AsSpan(8).IndexOf("\0\0\0\0\0\0"u8) + 8));
        File.WriteAllBytes(path, file);
        Assert.Equal(ModelFormatError.UnsupportedElementType, OpenFails(model));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"weight_map\":{}}")]
    [InlineData("{\"weight_map\":{\"model.norm.weight\":\"../model-00001-of-00002.safetensors\"}}")]
    [InlineData("{\"weight_map\":{\"model.norm.weight\":\"/etc/passwd\"}}")]
    [InlineData("{\"weight_map\":{\"model.norm.weight\":7}}")]
    [InlineData("{\"weight_map\":{\"no.such.tensor\":\"model-00001-of-00002.safetensors\"}}")]
    [InlineData("[]")]
    [InlineData("{\"weight_map\":")]
    public void Index_IsRefused(string json)
    {
        using TemporaryModel model = new TemporaryModel().Write("BF16", 2);
        File.WriteAllText(Path.Combine(model.Folder, "model.safetensors.index.json"), json);
        Assert.Equal(ModelFormatError.InvalidIndex, OpenFails(model));
    }

    [Fact]
    public void MissingOrDoubledPart_IsRefused()
    {
        using TemporaryModel model = new TemporaryModel().Write("BF16", 2);
        string first = Path.Combine(model.Folder, "model-00001-of-00002.safetensors"), second = Path.Combine(model.Folder, "model-00002-of-00002.safetensors");
        byte[] bytes = File.ReadAllBytes(second);
        model.WriteFile(Path.GetFileName(second), "BF16", model.Tensors.Keys);
        Assert.Equal(ModelFormatError.DuplicateTensor, OpenFails(model));
        File.WriteAllBytes(second, bytes);
        ModelWeights.Open(model.Folder).Dispose();
        File.Delete(first);
        Assert.Equal(ModelFormatError.MissingFile, OpenFails(model));
    }

    private static ModelFormatError OpenFails(TemporaryModel model) =>
        Assert.Throws<ModelFormatException>(() => LlamaShard.LoadWhole(model.Folder)).Error;
}
