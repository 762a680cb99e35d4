using Orleans.Hosting;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests.Extensions;

internal interface INotesExtension : IGrainExtension
{
    Task<int> Note(string text);
}

/// <summary>Notes beside any grain; one object per activation.</summary>
internal sealed class NotesExtension(IGrainContextAccessor accessor) : INotesExtension
{
    private readonly IGrainContext _grain = accessor.GrainContext;
    private readonly List<string> _notes = [];

    public Task<int> Note(string text)
    {
        if (text != _grain.GrainId.Key.ToString())
            throw new InvalidDataException($"{text} reached {_grain.GrainId}");
        _notes.Add(text);
        return Task.FromResult(_notes.Count);
    }
}

/// <summary>Grains are called through an interface that their class knows nothing of.</summary>
public sealed class GrainExtensionTests
{
    [Fact]
    public async Task Extension_LivesBesideItsActivation()
    {
        await using var cluster = await TestCluster.StartAsync(silo => silo.AddGrainExtension<INotesExtension, NotesExtension>());
        var grain = cluster.Client.GetGrain<IStoreGrain>("a");
        var notes = grain.AsReference<INotesExtension>();
        Assert.Equal(1, await notes.Note("a"));
        Assert.Equal(2, await notes.Note("a"));
        Assert.Equal(1, await cluster.Client.GetGrain<IStoreGrain>("b").AsReference<INotesExtension>().Note("b"));
        await grain.Leave();
        Assert.Equal(1, await notes.Note("a"));
    }

    [Fact]
    public async Task MissingExtension_IsNamed()
    {
        await using var cluster = await TestCluster.StartAsync();
        var error = await Assert.ThrowsAsync<GrainExtensionNotInstalledException>(() =>
            cluster.Client.GetGrain<IStoreGrain>("a").AsReference<INotesExtension>().Note("a"));
        Assert.Contains(nameof(INotesExtension), error.Message, StringComparison.Ordinal);
    }
}
