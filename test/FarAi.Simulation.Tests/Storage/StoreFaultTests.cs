using FarAi.Simulation.Engine;
using FarAi.Simulation.Storage;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace FarAi.Simulation.Tests.Storage;

public sealed class StoreFaultTests
{
    private static readonly GrainId Grain = GrainId.Create("note", "a");
    private readonly SimulationKernel _kernel = new(seed: 9);

    [Fact]
    public void AWrite_TakesTime_AndIsReadBack()
    {
        var storage = new SimStorage(_kernel);
        var written = Write(storage, "one", null);
        Assert.True(_kernel.Now > TimeSpan.Zero);
        var read = new GrainState<Note>();
        _kernel.Await(() => storage.ReadStateAsync("note", Grain, read), TimeSpan.FromMinutes(1));
        Assert.Equal(("one", written.ETag, true), (read.State!.Text, read.ETag, read.RecordExists));
    }

    [Fact]
    public void AStaleWriter_IsRefused_AndChangesNothing()
    {
        var storage = new SimStorage(_kernel);
        var first = Write(storage, "one", null);
        Write(storage, "two", first.ETag);
        Assert.Throws<InconsistentStateException>(() => Write(storage, "three", first.ETag));
        Assert.Equal("two", storage.Peek<Note>(Grain, "note")!.Text);
    }

    [Fact]
    public void AFailedWrite_IsNotStored_AndALostAnswer_Is()
    {
        var storage = new SimStorage(_kernel, new SimStorageOptions { FailureRate = 1 });
        Assert.Throws<SimStorageException>(() => Write(storage, "one", null));
        Assert.Equal(0, storage.Count);

        storage.Options = new SimStorageOptions { LostAcknowledgementRate = 1 };
        Assert.Throws<SimStorageException>(() => Write(storage, "two", null));
        Assert.Equal("two", storage.Peek<Note>(Grain, "note")!.Text);
        // The writer's version is stale now: it has to read before it writes again.
        storage.Options = new SimStorageOptions();
        Assert.Throws<InconsistentStateException>(() => Write(storage, "three", null));
    }

    [Fact]
    public void WhatChangesAfterTheWriteWasAskedFor_IsNotInIt()
    {
        var storage = new SimStorage(_kernel);
        var state = new GrainState<Note>(new Note { Text = "then" });
        _kernel.Await(
            async () =>
            {
                var write = storage.WriteStateAsync("note", Grain, state);
                state.State!.Text = "later";
                await write;
            },
            TimeSpan.FromMinutes(1));
        Assert.Equal("then", storage.Peek<Note>(Grain, "note")!.Text);
    }

    [Fact]
    public void AStoreThatIsAway_FailsItsCallersAfterTheirPatience()
    {
        var storage = new SimStorage(_kernel, new SimStorageOptions { Available = false });
        Assert.Throws<SimStorageException>(() => Write(storage, "one", null));
        Assert.Equal(TimeSpan.FromSeconds(5), _kernel.Now);
    }

    private GrainState<Note> Write(SimStorage storage, string text, string? etag)
    {
        var state = new GrainState<Note>(new Note { Text = text }, etag);
        _kernel.Await(() => storage.WriteStateAsync("note", Grain, state), TimeSpan.FromMinutes(1));
        return state;
    }

    public sealed class Note
    {
        public string Text { get; set; } = "";
    }
}
