using System.Text.Json;

namespace FarAi.Orleans.InProcess;

/// <summary>Where and how states are kept in SQLite.</summary>
public sealed class SqliteGrainStorageOptions
{
    /// <summary>The file, made with its folder if missing. Required. Several storages may share a file.</summary>
    public string Path { get; set; } = string.Empty;

    /// <summary>How states become JSON; default: System.Text.Json's general defaults.</summary>
    public JsonSerializerOptions Json { get; set; } = GrainStateJson.Default;

    /// <summary>
    /// Whether a write is on the disk before it is acknowledged (default true). False risks the last writes when the machine,
    /// not the process, goes down.
    /// </summary>
    public bool Durable { get; set; } = true;
}
