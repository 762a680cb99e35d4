using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FarAi.Inference.Tests.Models;

/// <summary>A tiny random model in a temporary folder. Its weights are multiples of 1/64 below 1: exact in F32, F16 and BF16 alike.</summary>
internal sealed class TemporaryModel : IDisposable
{
    public TemporaryModel() => Directory.CreateDirectory(Folder);

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "farai-model-" + Path.GetRandomFileName());

    /// <summary>config.json; change it before <see cref="Write"/>.</summary>
    public JsonObject Config { get; } = new()
    {
        ["model_type"] = "llama",
        ["vocab_size"] = 50,
        ["hidden_size"] = 24,
        ["intermediate_size"] = 40,
        ["num_hidden_layers"] = 3,
        ["num_attention_heads"] = 6,
        ["num_key_value_heads"] = 2,
        ["head_dim"] = 10,
        ["max_position_embeddings"] = 64,
        ["rms_norm_eps"] = 1e-5,
        ["rope_theta"] = 10000.0,
        ["tie_word_embeddings"] = true,
        ["eos_token_id"] = 2,
    };

    /// <summary>Every tensor by name; filled by <see cref="Write"/> with what is not there yet.</summary>
    public Dictionary<string, (int[] Shape, float[] Values)> Tensors { get; } = [];

    public TemporaryModel Write(string type = "BF16", int parts = 1)
    {
        Fill();
        File.WriteAllText(Path.Combine(Folder, "config.json"), Config.ToJsonString());
        if (parts == 1)
        {
            WriteFile("model.safetensors", type, Tensors.Keys);
            return this;
        }

        var map = new JsonObject();
        foreach ((int part, string[] names) in Tensors.Keys.Chunk((Tensors.Count + parts - 1) / parts).Index())
        {
            string file = $"model-{part + 1:D5}-of-{parts:D5}.safetensors";
            WriteFile(file, type, names);
            Array.ForEach(names, name => map[name] = file);
        }

        var index = new JsonObject { ["metadata"] = new JsonObject { ["total_size"] = 1 }, ["weight_map"] = map };
        File.WriteAllText(Path.Combine(Folder, "model.safetensors.index.json"), index.ToJsonString());
        return this;
    }

    /// <summary>Writes a safetensors file of these tensors.</summary>
    public void WriteFile(string file, string type, IEnumerable<string> names)
    {
        var header = new JsonObject { ["__metadata__"] = new JsonObject { ["format"] = "pt" } };
        var data = new MemoryStream();
        foreach (string name in names)
        {
            (int[] shape, float[] values) = Tensors[name];
            long start = data.Length;
            Array.ForEach(values, value => data.Write(Encode(value, type)));
            header[name] = new JsonObject
            {
                ["dtype"] = type,
                ["shape"] = JsonSerializer.SerializeToNode(shape),
                ["data_offsets"] = new JsonArray(start, data.Length),
            };
        }

        WriteRaw(file, JsonSerializer.SerializeToUtf8Bytes(header), data.ToArray());
    }

    /// <summary>Writes length, header and data as they are given.</summary>
    public void WriteRaw(string file, byte[] header, byte[] data) => File.WriteAllBytes(Path.Combine(Folder, file), Compose(header, data));

    public static byte[] Compose(byte[] header, byte[] data)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. data];
    }

    public void Dispose() => Directory.Delete(Folder, true);

    private int Setting(string name) => (int)Config[name]!;

    private void Fill()
    {
        int h = Setting("hidden_size"), f = Setting("intermediate_size"), d = Setting("head_dim"), v = Setting("vocab_size");
        int q = Setting("num_attention_heads") * d, kv = Setting("num_key_value_heads") * d;
        bool qwen = (string)Config["model_type"]! == "qwen2", bias = (bool?)Config["attention_bias"] ?? false;
        Add("model.embed_tokens.weight", v, h);
        Add("model.norm.weight", h);
        for (int layer = 0; layer < Setting("num_hidden_layers"); layer++)
        {
            string p = $"model.layers.{layer}.";
            Add(p + "input_layernorm.weight", h);
            Add(p + "post_attention_layernorm.weight", h);
            foreach ((string name, int outputs, int inputs) in ((string, int, int)[])[("q", q, h), ("k", kv, h), ("v", kv, h), ("o", h, q)])
            {
                Add($"{p}self_attn.{name}_proj.weight", outputs, inputs);
                if ((qwen && name != "o") || bias)
                {
                    Add($"{p}self_attn.{name}_proj.bias", outputs);
                }
            }

            Add(p + "mlp.gate_proj.weight", f, h);
            Add(p + "mlp.up_proj.weight", f, h);
            Add(p + "mlp.down_proj.weight", h, f);
        }

        if (!(bool)Config["tie_word_embeddings"]!)
        {
            Add("lm_head.weight", v, h);
        }
    }

    private void Add(string name, params int[] shape)
    {
        var random = new Random(Tensors.Count + 1);
        int count = shape.Aggregate(1, (a, b) => a * b);
        Tensors.TryAdd(name, (shape, [.. Enumerable.Range(0, count).Select(_ => random.Next(-40, 41) / 64f)]));
    }

    private static byte[] Encode(float value, string type) => type switch
    {
        "F32" => BitConverter.GetBytes(value),
        "F16" => BitConverter.GetBytes((Half)value),
        _ => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)),
    };
}
