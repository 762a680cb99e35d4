using System.Text.Json;

namespace FarAi.Inference.Models;

/// <summary>model.safetensors.index.json: which part holds which tensor.</summary>
internal sealed class WeightIndex
{
    private const int MostFiles = 4096;
    private readonly string _file;
    private readonly Dictionary<string, string> _fileOf;

    private WeightIndex(string file, Dictionary<string, string> fileOf) => (_file, _fileOf) = (file, fileOf);

    /// <summary>The parts, in ordinal order.</summary>
    public IReadOnlyList<string> Files => [.. _fileOf.Values.Distinct().Order(StringComparer.Ordinal)];

    public static WeightIndex Read(string path)
    {
        string file = Path.GetFileName(path);
        var fileOf = new Dictionary<string, string>();
        try
        {
            using var document = JsonDocument.Parse(ModelFiles.ReadAll(path));
            foreach (JsonProperty member in document.RootElement.GetProperty("weight_map").EnumerateObject())
            {
                string part = member.Value.GetString() ?? "";
                Require(file, part.EndsWith(".safetensors", StringComparison.Ordinal) && part.AsSpan().IndexOfAny("/\\:\0") < 0, $"'{part}' is not a plain .safetensors file name");
                Require(file, fileOf.TryAdd(member.Name, part), $"tensor '{member.Name}' occurs twice");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new ModelFormatException(ModelFormatError.InvalidIndex, $"{file}: {e.Message}", e);
        }

        var index = new WeightIndex(file, fileOf);
        Require(file, fileOf.Count > 0 && index.Files.Count <= MostFiles, $"weight_map must name 1 to {MostFiles} files");
        return index;
    }

    /// <summary>Every tensor that the index promises must be in the part it names.</summary>
    public void Check(IEnumerable<SafetensorsFile> files)
    {
        var byName = files.ToDictionary(file => file.Name);
        foreach ((string tensor, string part) in _fileOf)
        {
            Require(_file, byName[part].Header.Tensors.ContainsKey(tensor), $"tensor '{tensor}' is not in {part}");
        }
    }

    private static void Require(string file, bool condition, string fault)
    {
        if (!condition)
        {
            throw new ModelFormatException(ModelFormatError.InvalidIndex, $"{file}: {fault}.");
        }
    }
}
