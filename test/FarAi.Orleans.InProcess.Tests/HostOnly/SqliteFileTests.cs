using Orleans.Hosting;

namespace FarAi.Orleans.InProcess.Tests.HostOnly;

/// <summary>For this host only: Orleans has no SQLite storage.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("farai-store").FullName;

    [Fact]
    public async Task SqliteState_SurvivesTheProcess()
    {
        await using (var first = await StartAsync())
            await first.Client.GetGrain<IStoreGrain>("a").Set("kept", write: true);
        await using var second = await StartAsync();
        Assert.Equal("kept", (await second.Client.GetGrain<IStoreGrain>("a").Get()).Text);
    }

    [Fact]
    public async Task ManyConcurrentWrites_AreAllStored()
    {
        await using var cluster = await StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => cluster.Client.GetGrain<IStoreGrain>($"g{i}").Set($"text {i}", write: true)));
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => cluster.Client.GetGrain<IStoreGrain>($"g{i}").Leave()));
        for (var i = 0; i < 300; i++)
            Assert.Equal($"text {i}", (await cluster.Client.GetGrain<IStoreGrain>($"g{i}").Get()).Text);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(8192)]
    // Headers and pages; a flipped byte inside a state's JSON is found when that state is read.
    public async Task DamagedFile_StopsTheStartWithItsName(int from)
    {
        await using (var first = await StartAsync())
            await Task.WhenAll(Enumerable.Range(0, 200).Select(i => first.Client.GetGrain<IStoreGrain>($"g{i}").Set($"text {i}", write: true)));
        var path = Path.Combine(_folder, "state.db");
        var bytes = await File.ReadAllBytesAsync(path);
        for (var i = from; i < Math.Min(from + 3000, bytes.Length); i++)
            bytes[i] ^= 0x5A;
        await File.WriteAllBytesAsync(path, bytes);
        var error = await Assert.ThrowsAsync<GrainStorageFileException>(() => StartAsync());
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<TestCluster> StartAsync() => TestCluster.StartAsync(silo =>
    {
        silo.AddSqliteGrainStorageAsDefault(options => options.Path = Path.Combine(_folder, "state.db"));
        silo.AddSqliteGrainStorage("named", options => options.Path = Path.Combine(_folder, "state.db"));
    });
}
