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

    /// <summary>How large the file may become, in bytes; further writes fail as on a full disk. Default 0: as large as the disk allows. At least 1 MiB.</summary>
    public long MaximumBytes { get; set; }

    /// <summary>How long a write waits for another process that holds the file locked, before it fails; default 5 s; at least 1 s.</summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
