using System.Text;
using System.Text.Json.Nodes;
using FarAi.Inference.Models;

namespace FarAi.Inference.Tests.Models;

/// <summary>A configuration that can't be computed is refused by name.</summary>
public sealed class MalformedConfigTests
{
    [Theory]
    [InlineData("hidden_size", null, ModelFormatError.MissingSetting)]
    [InlineData("hidden_size", "\"256\"", ModelFormatError.InvalidSetting)]
    [InlineData("hidden_size", "-1", ModelFormatError.InvalidSetting)]
    [InlineData("hidden_size", "1e99", ModelFormatError.InvalidSetting)]
    [InlineData("hidden_size", "2.5", ModelFormatError.InvalidSetting)]
    [InlineData("head_dim", "7", ModelFormatError.InvalidSetting)]
    [InlineData("num_hidden_layers", "0", ModelFormatError.InvalidSetting)]
    [InlineData("num_key_value_heads", "4", ModelFormatError.InvalidSetting)]
    [InlineData("num_key_value_heads", "12", ModelFormatError.InvalidSetting)]
    [InlineData("rope_theta", "0", ModelFormatError.InvalidSetting)]
    [InlineData("rms_norm_eps", "true", ModelFormatError.InvalidSetting)]
    [InlineData("tie_word_embeddings", "1", ModelFormatError.InvalidSetting)]
    [InlineData("eos_token_id", "50", ModelFormatError.InvalidSetting)]
    [InlineData("eos_token_id", "[1, \"2\"]", ModelFormatError.InvalidSetting)]
    [InlineData("model_type", "\"gpt2\"", ModelFormatError.UnsupportedArchitecture)]
    [InlineData("model_type", "7", ModelFormatError.InvalidSetting)]
    [InlineData("hidden_act", "\"gelu\"", ModelFormatError.UnsupportedArchitecture)]
    [InlineData("mlp_bias", "true", ModelFormatError.UnsupportedArchitecture)]
    [InlineData("sliding_window", "4096", ModelFormatError.UnsupportedArchitecture)]
    [InlineData("quantization_config", "{}", ModelFormatError.UnsupportedArchitecture)]
    [InlineData("rope_scaling", "{\"type\":\"yarn\",\"factor\":2}", ModelFormatError.UnsupportedRopeScaling)]
    [InlineData("rope_scaling", "[]", ModelFormatError.InvalidSetting)]
    [InlineData("rope_scaling", "{\"type\":\"linear\"}", ModelFormatError.MissingSetting)]
    [InlineData("vocab_size", "51", ModelFormatError.WrongShape)]
    [InlineData("num_hidden_layers", "4", ModelFormatError.MissingTensor)]
    public void Setting_IsRefused(string name, string? json, ModelFormatError error)
    {
        using TemporaryModel model = new TemporaryModel().Write();
        model.Config.Remove(name);
        if (json is not null)
        {
            model.Config[name] = JsonNode.Parse(json);
        }

        File.WriteAllText(Path.Combine(model.Folder, "config.json"), model.Config.ToJsonString());
        Assert.Equal(error, Assert.Throws<ModelFormatException>(() => LlamaShard.LoadWhole(model.Folder)).Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"hidden_size\": 1,}")]
    [InlineData("\0\0\0")]
    public void NotAnObject_IsRefused(string text) =>
        Assert.Equal(ModelFormatError.InvalidJson, Assert.Throws<ModelFormatException>(() => ModelConfig.Parse(Encoding.UTF8.GetBytes(text))).Error);

    [Fact]
    public void EndTokens_AreTheUnionOfBothFiles()
    {
        using TemporaryModel model = new TemporaryModel().Write();
        File.WriteAllText(Path.Combine(model.Folder, "generation_config.json"), "{\"eos_token_id\": [9, 2, 4]}");
        Assert.Equal([2, 4, 9], ModelConfig.Load(model.Folder).EndTokens);
    }

    [Fact]
    public void MissingFolder_IsNamed()
    {
        string folder = Path.Combine(Path.GetTempPath(), "farai-no-such-folder");
        ModelFormatException error = Assert.Throws<ModelFormatException>(() => LlamaShard.LoadWhole(folder));
        Assert.Equal(ModelFormatError.MissingFile, error.Error);
        Assert.Contains(folder, error.Message, StringComparison.Ordinal);
    }
}
