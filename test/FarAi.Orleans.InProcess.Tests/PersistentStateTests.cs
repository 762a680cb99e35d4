using Orleans.Hosting;
using Orleans.Storage;

namespace FarAi.Orleans.InProcess.Tests;

/// <summary>The same expectations of every storage: in memory, and in a SQLite file.</summary>
public sealed class PersistentStateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("farai-store").FullName;

#if GRAINHOST_ORLEANS
    public static TheoryData<string> Storages => ["memory"];
#else
    public static TheoryData<string> Storages => ["memory", "sqlite"];
#endif

    [Theory, MemberData(nameof(Storages))]
    public async Task FreshState_IsConstructedAndNotStored(string storage)
    {
        await using var cluster = await StartAsync(storage);
        var grain = cluster.Client.GetGrain<IStoreGrain>("a");
        Assert.Equal("fresh", (await grain.Get()).Text);
        Assert.False(await grain.Exists());
        Assert.Null(await grain.Etag());
    }

    [Theory, MemberData(nameof(Storages))]
    public async Task WrittenState_SurvivesTheActivation_AndUnwrittenDoesNot(string storage)
    {
        await using var cluster = await StartAsync(storage);
        var grain = cluster.Client.GetGrain<IStoreGrain>("a");
        await grain.Set("stored", write: true);
        await grain.Set("only in memory", write: false);
        await grain.Leave();
        var state = await grain.Get();
        Assert.Equal("stored", state.Text);
        Assert.Equal([6, 2, 3], state.Numbers);
        Assert.True(await grain.Exists());
        Assert.NotNull(await grain.Etag());
    }

    [Theory, MemberData(nameof(Storages))]
    public async Task States_OfDifferentGrainsAreApart(string storage)
    {
        await using var cluster = await StartAsync(storage);
        await cluster.Client.GetGrain<IStoreGrain>("a").Set("mine", write: true);
        Assert.Equal("fresh", (await cluster.Client.GetGrain<IStoreGrain>("b").Get()).Text);
    }

    [Theory, MemberData(nameof(Storages))]
    public async Task StaleWrite_FailsAndEndsTheActivation(string storage)
    {
        await using var cluster = await StartAsync(storage);
        var grain = cluster.Client.GetGrain<IStoreGrain>("a");
        await grain.Set("first", write: true);
        var instance = await grain.Instance();
        await grain.WriteBehindYourBack("other");
        var error = await Assert.ThrowsAsync<InconsistentStateException>(() => grain.Set("second", write: true));
        Assert.NotEqual(error.StoredEtag, error.CurrentEtag);
        Assert.Equal("other", (await grain.Get()).Text);
        Assert.NotEqual(instance, await grain.Instance());
        await grain.Set("third", write: true);
    }

    [Theory, MemberData(nameof(Storages))]
    public async Task WritesAskedForInOneTurn_StoreTheLastState(string storage)
    {
        await using var cluster = await StartAsync(storage);
        var grain = cluster.Client.GetGrain<IStoreGrain>("a");
        await grain.WriteTwice("one", "two");
        await grain.Leave();
        Assert.Equal("two", (await grain.Get()).Text);
    }

    [Theory, MemberData(nameof(Storages))]
    public async Task ClearedState_IsFreshAgain(string storage)
    {
        await using var cluster = await StartAsync(storage);
        var grain = cluster.Client.GetGrain<IStoreGrain>("a");
        await grain.Set("stored", write: true);
        await grain.Clear();
        Assert.Equal("fresh", (await grain.Get()).Text);
        Assert.False(await grain.Exists());
        await grain.Set("again", write: true);
        await grain.Leave();
        Assert.Equal("again", (await grain.Get()).Text);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<TestCluster> StartAsync(string storage) => TestCluster.StartAsync(silo =>
    {
        if (storage != "sqlite")
            return;
#if !GRAINHOST_ORLEANS
        silo.AddSqliteGrainStorageAsDefault(options => options.Path = Path.Combine(_folder, "state.db"));
        silo.AddSqliteGrainStorage("named", options => options.Path = Path.Combine(_folder, "state.db"));
#endif
    });
}
