using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.Storage;

namespace FarAi.Orleans.InProcess.Tests.HostOnly;

/// <summary>
/// For this host only: Orleans has no SQLite storage. Whatever happens to the file: a named error, a health state, a log line,
/// no acknowledged write lost, and writes that go on by themselves once the cause is gone.
/// </summary>
public sealed class RubbishInStorageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("farai-store").FullName;
    private readonly StorageLog _log = new();

    private string File => Path.Combine(_folder, "state.db");

    [Fact]
    public async Task FileThatIsNoDatabase_StopsTheStart_AndStaysAsItIs()
    {
        await System.IO.File.WriteAllTextAsync(File, string.Concat(Enumerable.Repeat("this is a shopping list, not a database\n", 100)));
        var before = await System.IO.File.ReadAllBytesAsync(File);
        await AssertStartFailsAsync(File, GrainStorageProblem.NotADatabase);
        Assert.Equal(before, await System.IO.File.ReadAllBytesAsync(File));
    }

    [Fact]
    public async Task DatabaseOfAnotherProgram_StopsTheStart_AndStaysAsItIs()
    {
        Write("CREATE TABLE songs (title TEXT); INSERT INTO songs VALUES ('one');");
        var before = await System.IO.File.ReadAllBytesAsync(File);
        await AssertStartFailsAsync(File, GrainStorageProblem.OfAnotherProgram);
        Assert.Equal(before, await System.IO.File.ReadAllBytesAsync(File));
    }

    [Fact]
    public async Task FileOfANewerVersion_StopsTheStart()
    {
        await using (await StartAsync(File))
        {
        }

        Write("UPDATE farai_schema SET version = 99;");
        var error = await AssertStartFailsAsync(File, GrainStorageProblem.OfANewerVersion);
        Assert.Contains("99", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FolderThatCantBeWritten_StopsTheStart()
    {
        using var disk = TinyDisk.Mount();
        disk.MakeReadOnly();
        await AssertStartFailsAsync(Path.Combine(disk.Path, "sub", "state.db"), GrainStorageProblem.ReadOnly, GrainStorageProblem.DiskFailed, GrainStorageProblem.NotFound);
        await AssertStartFailsAsync(Path.Combine(disk.Path, "state.db"), GrainStorageProblem.ReadOnly, GrainStorageProblem.NotFound);
    }

    [Fact]
    public async Task FileLockedAtTheStart_StopsIt_AndTheNextStartWorks()
    {
        await using (var first = await StartAsync(File))
            await first.Client.GetGrain<IStoreGrain>("a").Set("kept", write: true);
        using (Lock())
            await AssertStartFailsAsync(File, GrainStorageProblem.Locked);
        await using var second = await StartAsync(File);
        Assert.Equal("kept", (await second.Client.GetGrain<IStoreGrain>("a").Get()).Text);
    }

    [Fact]
    public async Task FileLockedInService_FailsWrites_ServesReads_AndRecovers()
    {
        await using var cluster = await StartAsync(File);
        var grain = cluster.Client.GetGrain<IStoreGrain>("a");
        await grain.Set("before", write: true);
        using (Lock())
        {
            Assert.Equal(GrainStorageProblem.Locked, (await Assert.ThrowsAsync<GrainStorageFileException>(() => grain.Set("during", write: true))).Problem);
            Assert.Contains("locked", await UnhealthyAsync(cluster), StringComparison.Ordinal);
            await grain.Leave();
            Assert.Equal("before", (await grain.Get()).Text);
        }

        await HealthyAsync(cluster);
        await grain.Set("after", write: true);
        await grain.Leave();
        Assert.Equal("after", (await grain.Get()).Text);
        Assert.Contains(_log.Lines, line => line.StartsWith($"Error: Grain storage failed (Locked): The grain storage file {File} is locked", StringComparison.Ordinal));
        Assert.Contains(_log.Lines, line => line.StartsWith("Information:", StringComparison.Ordinal) && line.Contains("can be written again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FullDisk_LosesNothingAcknowledged_AndWritesGoOnWhenThereIsSpace()
    {
        using var disk = TinyDisk.Mount();
        var filler = Path.Combine(disk.Path, "filler");
        await System.IO.File.WriteAllBytesAsync(filler, new byte[1_000_000]);
        await FillAsync(Path.Combine(disk.Path, "state.db"), 0, () => System.IO.File.Delete(filler));
    }

    [Fact]
    public async Task FileThatReachesItsBound_LosesNothingAcknowledged_AndWritesGoOnWhenThereIsSpace() =>
        await FillAsync(File, maximumBytes: 1 << 20, makeSpace: null);

    [Fact]
    public async Task DiskThatBecomesReadOnly_IsNamed_AndRecovers()
    {
        using var disk = TinyDisk.Mount();
        var file = Path.Combine(disk.Path, "state.db");
        await using (var first = await StartAsync(file))
            await first.Client.GetGrain<IStoreGrain>("a").Set("kept", write: true);
        disk.MakeReadOnly();
        await AssertStartFailsAsync(file, GrainStorageProblem.ReadOnly, GrainStorageProblem.NotFound);
        disk.MakeWritable();
        await using var second = await StartAsync(file);
        Assert.Equal("kept", (await second.Client.GetGrain<IStoreGrain>("a").Get()).Text);
    }

    [Fact]
    public async Task DamagedRecord_FailsItsGrainByName_AndLeavesTheOthers()
    {
        await using (var first = await StartAsync(File))
        {
            await first.Client.GetGrain<IStoreGrain>("broken").Set("text", write: true);
            await first.Client.GetGrain<IStoreGrain>("whole").Set("text", write: true);
        }

        Write("UPDATE grain_state SET json = CAST('{ \"Text\": 1' AS BLOB) WHERE grain LIKE '%/broken';");
        await using var second = await StartAsync(File);
        var error = await Assert.ThrowsAsync<GrainStorageFileException>(() => second.Client.GetGrain<IStoreGrain>("broken").Get());
        Assert.Contains("broken", error.Message, StringComparison.Ordinal);
        Assert.Equal("text", (await second.Client.GetGrain<IStoreGrain>("whole").Get()).Text);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task FillAsync(string file, long maximumBytes, Action? makeSpace)
    {
        var text = new string('x', 20_000);
        List<IStoreGrain> written = [];
        await using (var cluster = await StartAsync(file, maximumBytes))
        {
            GrainStorageFileException? refusal = null;
            for (var i = 0; refusal is null; i++)
            {
                Assert.True(i < 500, "the disk never fills");
                var grain = cluster.Client.GetGrain<IStoreGrain>($"g{i}");
                try
                {
                    await grain.Set($"{i} {text}", write: true);
                    written.Add(grain);
                }
                catch (GrainStorageFileException error)
                {
                    refusal = error;
                }
            }

            Assert.Equal(GrainStorageProblem.NoSpace, refusal.Problem);
            Assert.True(written.Count > 10);
            Assert.Contains("no space", await UnhealthyAsync(cluster), StringComparison.Ordinal);
            await AssertKeptAsync(written, text);
            if (makeSpace is not null)
            {
                makeSpace();
            }
            else
            {
                foreach (var grain in written.Take(10))
                    await grain.Clear();
                written.RemoveRange(0, 10);
            }

            await HealthyAsync(cluster);
            var next = cluster.Client.GetGrain<IStoreGrain>("g500");
            await next.Set($"500 {text}", write: true);
            written.Add(next);
        }

        await using var again = await StartAsync(file, maximumBytes);
        await AssertKeptAsync([.. written.Select(grain => again.Client.GetGrain<IStoreGrain>(grain.GetPrimaryKeyString()))], text);
    }

    private static async Task AssertKeptAsync(IEnumerable<IStoreGrain> grains, string text)
    {
        foreach (var grain in grains)
        {
            await grain.Leave();
            Assert.Equal($"{grain.GetPrimaryKeyString()[1..]} {text}", (await grain.Get()).Text);
        }
    }

    private async Task<GrainStorageFileException> AssertStartFailsAsync(string file, params GrainStorageProblem[] problems)
    {
        var error = await Assert.ThrowsAsync<GrainStorageFileException>(() => StartAsync(file));
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(error.Problem, problems);
        return error;
    }

    private static async Task<string> UnhealthyAsync(TestCluster cluster)
    {
        var report = await cluster.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        return report.Entries.Values.First(entry => entry.Status == HealthStatus.Unhealthy).Description!;
    }

    private static async Task HealthyAsync(TestCluster cluster)
    {
        var health = cluster.Services.GetRequiredService<HealthCheckService>();
        var since = Stopwatch.GetTimestamp();
        while ((await health.CheckHealthAsync()).Status != HealthStatus.Healthy)
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(20), "the storage does not recover by itself");
            await Task.Delay(50);
        }
    }

    // A transaction that writes, held open by someone else's connection.
    private SqliteConnection Lock()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        Execute(connection, "BEGIN IMMEDIATE; UPDATE farai_schema SET version = version;");
        return connection;
    }

    private void Write(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        Execute(connection, sql);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private Task<TestCluster> StartAsync(string file, long maximumBytes = 0) => TestCluster.StartAsync(silo =>
    {
        silo.Services.AddLogging(logging => logging.AddProvider(_log).AddFilter<StorageLog>(_ => true));
        silo.AddSqliteGrainStorageAsDefault(options => (options.Path, options.MaximumBytes, options.LockTimeout) = (file, maximumBytes, TimeSpan.FromSeconds(1)));
        silo.AddSqliteGrainStorage("named", options => (options.Path, options.MaximumBytes, options.LockTimeout) = (file, maximumBytes, TimeSpan.FromSeconds(1)));
    });
}
