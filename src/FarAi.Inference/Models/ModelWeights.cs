using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FarAi.Inference.Models;

/// <summary>
/// A model's weights: <c>model.safetensors</c>, or <c>model.safetensors.index.json</c> and its parts, memory-mapped. Opening checks
/// every header and the presence, type and shape of every tensor that the configuration calls for; it reads no weight.
/// </summary>
public sealed class ModelWeights : IDisposable
{
    private readonly Dictionary<string, (SafetensorsFile File, TensorEntry Entry)> _tensors;
    private readonly IReadOnlyList<SafetensorsFile> _files;

    private ModelWeights(ModelConfig config, IReadOnlyList<SafetensorsFile> files, byte[] configBytes)
    {
        (Config, _files) = (config, files);
        _tensors = [];
        foreach (SafetensorsFile file in files)
        {
            foreach (TensorEntry entry in file.Header.Tensors.Values)
            {
                if (!_tensors.TryAdd(entry.Name, (file, entry)))
                {
                    throw new ModelFormatException(ModelFormatError.DuplicateTensor, $"Tensor '{entry.Name}' is in {_tensors[entry.Name].File.Name} and in {file.Name}.");
                }
            }
        }

        foreach (TensorShape expected in TensorShape.All(config))
        {
            Check(expected);
        }

        Digest = ComputeDigest(files, configBytes);
    }

    /// <summary>The configuration beside the weights.</summary>
    public ModelConfig Config { get; }

    /// <summary>
    /// Identifies the release: lower-case hex of SHA-256 over, for config.json and then each weight file in ordinal order of names:
    /// the name in UTF-8, a zero byte, the file's length and the length of what follows (each 8 bytes little-endian), and the bytes:
    /// all of config.json, of a weight file its header with the length prefix. The weights themselves are not read.
    /// </summary>
    public string Digest { get; }

    /// <summary>Bytes of the token embedding in the file.</summary>
    public long EmbeddingBytes => Bytes(TensorShape.Embedding(Config));

    /// <summary>Bytes of the final norm and the output layer (the embedding's, where tied) in the file.</summary>
    public long OutputBytes => Bytes(TensorShape.Output(Config)) + Bytes(TensorShape.FinalNorm(Config));

    /// <summary>Opens the weights in <paramref name="directory"/>.</summary>
    /// <exception cref="ModelFormatException">A file is missing or malformed, or a tensor is missing or has the wrong type or shape.</exception>
    public static ModelWeights Open(string directory)
    {
        byte[] configBytes = ModelFiles.ReadAll(Path.Combine(directory, "config.json"));
        ModelConfig config = ModelConfig.Load(directory);
        var files = new List<SafetensorsFile>();
        try
        {
            string single = Path.Combine(directory, "model.safetensors");
            string index = Path.Combine(directory, "model.safetensors.index.json");
            if (File.Exists(single) || !File.Exists(index))
            {
                files.Add(SafetensorsFile.Open(single));
            }
            else
            {
                WeightIndex map = WeightIndex.Read(index);
                files.AddRange(map.Files.Select(name => SafetensorsFile.Open(Path.Combine(directory, name))));
                map.Check(files);
            }

            return new ModelWeights(config, files, configBytes);
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
    }

    /// <summary>Bytes of one transformer layer in the file.</summary>
    public long LayerBytes(int layer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(layer);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(layer, Config.Layers);
        return TensorShape.Layer(Config, layer).Sum(Bytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SafetensorsFile file in _files)
        {
            file.Dispose();
        }
    }

    internal (nint Address, ElementType Type) Find(string name)
    {
        (SafetensorsFile file, TensorEntry entry) = _tensors[name];
        return (file.Address(entry), entry.Type);
    }

    private long Bytes(TensorShape shape) => _tensors[shape.Name].Entry.Length;

    private void Check(TensorShape expected)
    {
        if (!_tensors.TryGetValue(expected.Name, out (SafetensorsFile File, TensorEntry Entry) found))
        {
            throw new ModelFormatException(ModelFormatError.MissingTensor, $"Tensor '{expected.Name}' is missing.");
        }

        if (found.Entry.Type == ElementType.Other)
        {
            throw new ModelFormatException(ModelFormatError.UnsupportedElementType, $"{found.File.Name}: tensor '{expected.Name}' must be F32, F16 or BF16.");
        }

        ReadOnlySpan<long> wanted = expected.IsVector ? [expected.Outputs] : [expected.Outputs, expected.Inputs];
        if (!found.Entry.Shape.AsSpan().SequenceEqual(wanted))
        {
            throw new ModelFormatException(
                ModelFormatError.WrongShape,
                $"{found.File.Name}: tensor '{expected.Name}' is [{string.Join(", ", found.Entry.Shape)}], config.json says [{string.Join(", ", wanted.ToArray())}].");
        }
    }

    private static string ComputeDigest(IReadOnlyList<SafetensorsFile> files, byte[] configBytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append("config.json", configBytes.Length, configBytes);
        foreach (SafetensorsFile file in files.OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            Append(file.Name, file.Length, file.HeaderBytes.AsSpan());
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(string name, long length, ReadOnlySpan<byte> bytes)
        {
            Span<byte> numbers = stackalloc byte[17];
            numbers[0] = 0;
            BinaryPrimitives.WriteInt64LittleEndian(numbers[1..], length);
            BinaryPrimitives.WriteInt64LittleEndian(numbers[9..], bytes.Length);
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(numbers);
            hash.AppendData(bytes);
        }
    }
}
