using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;

namespace FarAi.Inference.Models;

/// <summary>
/// The header of a safetensors file: 8 bytes little-endian length, that many bytes of JSON, then the data. Checked strictly:
/// the tensors must tile the data exactly, without gap, overlap or rest.
/// </summary>
public sealed class SafetensorsHeader
{
    /// <summary>Largest JSON part in bytes (the format's own limit).</summary>
    public const long LargestLength = 100_000_000;

    private static readonly FrozenDictionary<string, (ElementType Type, int Bits)> _types = new Dictionary<string, (ElementType, int)>
    {
        ["F32"] = (ElementType.F32, 32),
        ["F16"] = (ElementType.F16, 16),
        ["BF16"] = (ElementType.BF16, 16),
        ["F64"] = (ElementType.Other, 64),
        ["I64"] = (ElementType.Other, 64),
        ["U64"] = (ElementType.Other, 64),
        ["I32"] = (ElementType.Other, 32),
        ["U32"] = (ElementType.Other, 32),
        ["I16"] = (ElementType.Other, 16),
        ["U16"] = (ElementType.Other, 16),
        ["I8"] = (ElementType.Other, 8),
        ["U8"] = (ElementType.Other, 8),
        ["BOOL"] = (ElementType.Other, 8),
        ["F8_E4M3"] = (ElementType.Other, 8),
        ["F8_E5M2"] = (ElementType.Other, 8),
    }.ToFrozenDictionary();

    private SafetensorsHeader(FrozenDictionary<string, TensorEntry> tensors) => Tensors = tensors;

    /// <summary>The tensors by name.</summary>
    public FrozenDictionary<string, TensorEntry> Tensors { get; }

    /// <summary>Reads the length of the JSON part from the first 8 bytes of a file.</summary>
    /// <exception cref="ModelFormatException">The file is shorter than it says, or the header is too large.</exception>
    public static int ReadLength(ReadOnlySpan<byte> prefix, long fileLength, string file)
    {
        if (prefix.Length < 8 || fileLength < 8)
        {
            throw new ModelFormatException(ModelFormatError.Truncated, $"{file}: {fileLength} bytes is too short for a safetensors file.");
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > LargestLength)
        {
            throw new ModelFormatException(ModelFormatError.HeaderTooLarge, $"{file}: header of {length} bytes, more than {LargestLength}.");
        }

        if ((long)length > fileLength - 8)
        {
            throw new ModelFormatException(ModelFormatError.Truncated, $"{file}: the header says {length} bytes, the file holds {fileLength - 8}.");
        }

        return (int)length;
    }

    /// <summary>Parses the JSON part and checks it against the length of the data that follows.</summary>
    /// <param name="json">The JSON part (trailing spaces allowed).</param>
    /// <param name="dataLength">Bytes after the header.</param>
    /// <param name="file">Named in errors.</param>
    /// <exception cref="ModelFormatException">The header is malformed or does not match the data.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength, string file)
    {
        if (json.IsEmpty || json[0] != (byte)'{' || !Utf8.IsValid(json))
        {
            throw new ModelFormatException(ModelFormatError.InvalidHeader, $"{file}: the header is not a JSON object in UTF-8.");
        }

        Dictionary<string, TensorEntry> tensors;
        try
        {
            tensors = ReadTensors(json, file);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a value of the wrong kind, or a string that isn't text (half a surrogate pair).
            throw new ModelFormatException(ModelFormatError.InvalidHeader, $"{file}: the header is malformed: {e.Message}", e);
        }

        CheckTiling(tensors.Values, dataLength, file);
        return new SafetensorsHeader(tensors.ToFrozenDictionary());
    }

    private static Dictionary<string, TensorEntry> ReadTensors(ReadOnlySpan<byte> json, string file)
    {
        var tensors = new Dictionary<string, TensorEntry>();
        var reader = new Utf8JsonReader(json);
        bool metadata = false;
        Expect(ref reader, JsonTokenType.StartObject);
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (name == "__metadata__")
            {
                if (metadata)
                {
                    throw new ModelFormatException(ModelFormatError.DuplicateTensor, $"{file}: __metadata__ occurs twice.");
                }

                metadata = true;
                SkipMetadata(ref reader);
                continue;
            }

            if (!tensors.TryAdd(name, ReadTensor(ref reader, name, file)))
            {
                throw new ModelFormatException(ModelFormatError.DuplicateTensor, $"{file}: tensor '{name}' occurs twice.");
            }
        }

        // Whatever follows the object (other than blanks) makes the reader throw.
        return reader.Read() ? throw new JsonException("more than one JSON value") : tensors;
    }

    private static void SkipMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            Expect(ref reader, JsonTokenType.String);
        }
    }

    private static TensorEntry ReadTensor(ref Utf8JsonReader reader, string name, string file)
    {
        string? type = null;
        List<long>? shape = null, offsets = null;
        Expect(ref reader, JsonTokenType.StartObject);
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            switch (reader.GetString())
            {
                case "dtype" when type is null:
                    Expect(ref reader, JsonTokenType.String);
                    type = reader.GetString()!;
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, 16);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, 2);
                    break;
                case var other:
                    throw new JsonException($"tensor '{name}' has an unknown or repeated member '{other}'");
            }
        }

        if (type is null || shape is null || offsets is not { Count: 2 })
        {
            throw new JsonException($"tensor '{name}' lacks dtype, shape or data_offsets");
        }

        if (!_types.TryGetValue(type, out (ElementType Type, int Bits) element))
        {
            throw new ModelFormatException(ModelFormatError.UnsupportedElementType, $"{file}: tensor '{name}' has the unknown type '{type}'.");
        }

        if (offsets[1] < offsets[0])
        {
            throw new ModelFormatException(ModelFormatError.InvalidOffsets, $"{file}: tensor '{name}' ends at {offsets[1]}, before it starts at {offsets[0]}.");
        }

        Int128 size = element.Bits / 8;
        foreach (long dimension in shape)
        {
            // Sixteen factors of 2⁶³ would overflow even this: stop as soon as no file could hold it.
            size = size > long.MaxValue ? size : size * dimension;
        }

        long length = offsets[1] - offsets[0];
        return size == length
            ? new TensorEntry(name, element.Type, [.. shape], offsets[0], length)
            : throw new ModelFormatException(
                ModelFormatError.SizeMismatch, $"{file}: tensor '{name}' of {type} [{string.Join(", ", shape)}] holds {length} bytes instead of {size}.");
    }

    private static List<long> ReadNumbers(ref Utf8JsonReader reader, int most)
    {
        var numbers = new List<long>();
        Expect(ref reader, JsonTokenType.StartArray);
        while (Next(ref reader) != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0 || numbers.Count == most)
            {
                throw new JsonException($"a list of up to {most} whole numbers was expected");
            }

            numbers.Add(number);
        }

        return numbers;
    }

    private static JsonTokenType Next(ref Utf8JsonReader reader) => reader.Read() ? reader.TokenType : throw new JsonException("ends too early");

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (Next(ref reader) != type)
        {
            throw new JsonException($"{type} expected, {reader.TokenType} found");
        }
    }

    private static void CheckTiling(IEnumerable<TensorEntry> tensors, long dataLength, string file)
    {
        long end = 0;
        foreach (TensorEntry tensor in tensors.OrderBy(t => t.Start).ThenBy(t => t.Length))
        {
            if (tensor.Start < end)
            {
                throw new ModelFormatException(ModelFormatError.InvalidOffsets, $"{file}: tensor '{tensor.Name}' overlaps another one at byte {tensor.Start}.");
            }

            if (tensor.Start > end)
            {
                throw new ModelFormatException(ModelFormatError.UnclaimedBytes, $"{file}: bytes {end} to {tensor.Start} belong to no tensor.");
            }

            end = tensor.Start + tensor.Length;
            if (end > dataLength)
            {
                throw new ModelFormatException(ModelFormatError.Truncated, $"{file}: tensor '{tensor.Name}' ends at byte {end} of {dataLength}.");
            }
        }

        if (end < dataLength)
        {
            throw new ModelFormatException(ModelFormatError.UnclaimedBytes, $"{file}: {dataLength - end} bytes follow the last tensor.");
        }
    }
}
