using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace FarAi.Orleans.InProcess;

/// <summary>Keeps states in a SQLite file, as JSON, each with a version that every write checks.</summary>
internal sealed class SqliteGrainStorage : IGrainStorage, IHostedService, IAsyncDisposable
{
    private readonly string _name;
    private readonly SqliteGrainStorageOptions _options;
    private readonly Lazy<SqliteStore> _store;

    public SqliteGrainStorage(string name, SqliteGrainStorageOptions options, ILogger<SqliteQueue> logger)
    {
        _name = name;
        _options = options;
        _store = new Lazy<SqliteStore>(() => SqliteStore.Open(_options, logger));
    }

    /// <inheritdoc cref="SqliteQueue.Problem"/>
    public GrainStorageFileException? Problem => _store.IsValueCreated ? _store.Value.Problem : null;

    // Opened at start, so that a damaged file stops the program with its name and not a grain in the middle of the night.
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = _store.Value;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var key = new StateKey(_name, grainId.ToString(), stateName);
        var record = await _store.Value.ReadAsync(session => session.States.Read(key), cancellationToken);
        try
        {
            grainState.State = record is null ? default : JsonSerializer.Deserialize<T>(record.Json, _options.Json);
        }
        catch (JsonException error)
        {
            throw new GrainStorageFileException($"State {stateName} of {grainId} in {_options.Path} is not the JSON of a {typeof(T).Name}: {error.Message}", error);
        }

        grainState.ETag = record?.Etag.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = record is not null;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var key = new StateKey(_name, grainId.ToString(), stateName);
        var etag = EtagOf(grainState);
        var json = JsonSerializer.SerializeToUtf8Bytes(grainState.State, _options.Json);
        var written = await _store.Value.WriteAsync(session => Write(session.States, key, etag, json), cancellationToken);
        if (!written.Done)
            throw Conflict(stateName, grainId, written.Stored, grainState.ETag);
        grainState.ETag = written.Stored!.Value.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var key = new StateKey(_name, grainId.ToString(), stateName);
        var etag = EtagOf(grainState);
        var cleared = await _store.Value.WriteAsync(
            session => (Done: session.States.Delete(key, etag), Stored: session.States.Read(key)?.Etag), cancellationToken);
        if (!cleared.Done)
            throw Conflict(stateName, grainId, cleared.Stored, grainState.ETag);
        grainState.State = default;
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    public async ValueTask DisposeAsync()
    {
        if (_store.IsValueCreated)
            await _store.Value.DisposeAsync();
    }

    // Whether it was written, and the version now stored.
    private static (bool Done, long? Stored) Write(SqliteStatements statements, StateKey key, long etag, byte[] json) =>
        statements.Write(key, etag, json) is { } next ? (true, next) : (false, statements.Read(key)?.Etag);

    private static long EtagOf<T>(IGrainState<T> grainState) =>
        grainState.ETag is null ? 0 : long.Parse(grainState.ETag, CultureInfo.InvariantCulture);

    private InconsistentStateException Conflict(string stateName, GrainId grainId, long? stored, string? expected) => new(
        $"Version conflict in storage \"{_name}\": state {stateName} of {grainId} is not the one that was read.",
        stored?.ToString(CultureInfo.InvariantCulture),
        expected);
}
