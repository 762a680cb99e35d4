using FarAi.Orleans.InProcess.Tests.Silos;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace FarAi.Orleans.InProcess.Tests.HostOnly;

/// <summary>For this host only: its silos can live on one thread and a clock that somebody else moves.</summary>
public sealed class SimulatedSilosTests
{
    [Fact]
    public void Silos_StartServeDieAndStop_OnTheCallersThread()
    {
        using var world = new World();
        Assert.True(world.Cluster.DeployAsync().IsCompletedSuccessfully);
        var grains = Enumerable.Range(0, 30).Select(i => world.Cluster.Client.GetGrain<IThreadGrain>($"g{i}")).ToList();
        foreach (var grain in grains)
            Assert.Equal(Environment.CurrentManagedThreadId, world.Run(grain.Work(TimeSpan.FromSeconds(1))));

        var killed = world.Cluster.Silos[1];
        Assert.True(world.Cluster.KillSiloAsync(killed).IsCompletedSuccessfully);
        foreach (var grain in grains)
            Assert.Equal(Environment.CurrentManagedThreadId, world.Run(grain.Work(TimeSpan.FromSeconds(1))));

        Assert.True(world.Cluster.StartAdditionalSiloAsync().IsCompletedSuccessfully);
        world.Run(world.Cluster.StopSiloAsync(world.Cluster.Silos[0]));
        Assert.All(world.Deactivations, thread => Assert.Equal(Environment.CurrentManagedThreadId, thread));
        Assert.NotEmpty(world.Deactivations);
    }

    [Fact]
    public void CallInFlightToACrashedSilo_FailsOnlyWhenItIsDeclaredDead()
    {
        using var world = new World();
        world.Run(world.Cluster.DeployAsync());
        var silos = world.Cluster.Silos;
        var callee = Find(silos[1], "callee");
        var caller = Find(silos[0], "caller");
        var call = caller.Call(callee, TimeSpan.FromSeconds(10));
        world.Advance(TimeSpan.FromSeconds(1));
        world.Cluster.Cluster.Crash(silos[1].SiloAddress);
        var sentMeanwhile = caller.Call(callee, TimeSpan.Zero);
        world.Advance(TimeSpan.FromSeconds(15));
        Assert.False(call.IsCompleted);
        Assert.False(sentMeanwhile.IsCompleted);
        world.Cluster.Cluster.DeclareDead(silos[1].SiloAddress);
        Assert.Equal(nameof(SiloUnavailableException), world.Run(call));
        // Interleaved behind the first call of the same caller: it failed there, or found the grain elsewhere.
        Assert.Contains(world.Run(sentMeanwhile), (string[])[nameof(SiloUnavailableException), "none"]);
        Assert.Equal("none", world.Run(caller.Call(callee, TimeSpan.Zero)));

        IThreadGrain Find(InProcessSiloHandle silo, string prefix)
        {
            for (var i = 0; ; i++)
            {
                var grain = world.Cluster.Client.GetGrain<IThreadGrain>(prefix + i);
                if (world.Run(grain.Where()) == silo.Name)
                    return grain;
            }
        }
    }

    [Fact]
    public void SameSeed_PlacesAndRunsAlike()
    {
        Assert.Equal(Story(1), Story(1));
        Assert.NotEqual(Story(1), Story(2));

        static List<string> Story(int seed)
        {
            using var world = new World(seed);
            world.Run(world.Cluster.DeployAsync());
            var calls = Enumerable.Range(0, 50).Select(i => world.Cluster.Client.GetGrain<IThreadGrain>($"g{i}").Where()).ToList();
            world.Run(Task.WhenAll(calls));
            world.Run(world.Cluster.StopSiloAsync(world.Cluster.Silos[1]));
            return [.. calls.Select(call => call.Result), .. world.Log];
        }
    }

    /// <summary>Three silos and a client whose turns wait in a queue until the test runs them.</summary>
    private sealed class World : IDisposable
    {
        private readonly ManualTime _time = new();
        private readonly QueueScheduler _scheduler = new();

        public World(int seed = 0)
        {
            var builder = new InProcessTestClusterBuilder(3);
            builder.ConfigureHost(host =>
            {
                host.Services.AddSingleton<TimeProvider>(_time);
                host.Services.AddSingleton<TurnScheduler>(_scheduler);
                host.Services.AddSingleton<IPlacementRandom>(new SeededPlacement(seed));
                host.Services.AddSingleton(Deactivations);
                host.Services.AddSingleton(Log);
            });
            builder.ConfigureSilo((_, silo) => silo.AddMemoryGrainStorageAsDefault());
            Cluster = builder.Build();
        }

        public InProcessTestCluster Cluster { get; }

        public List<int> Deactivations { get; } = [];

        public List<string> Log { get; } = [];

        public T Run<T>(Task<T> task)
        {
            Run((Task)task);
            return task.GetAwaiter().GetResult();
        }

        public void Run(Task task)
        {
            for (var i = 0; !task.IsCompleted; i++)
            {
                Assert.True(i < 10_000, "nothing is left to run, and the task has not ended");
                _scheduler.RunAll();
                if (!task.IsCompleted)
                    Advance(TimeSpan.FromMilliseconds(100));
            }

            task.GetAwaiter().GetResult();
        }

        public void Advance(TimeSpan by)
        {
            _scheduler.RunAll();
            _time.Advance(by);
            _scheduler.RunAll();
        }

        public void Dispose() => Cluster.Dispose();
    }

    private sealed class QueueScheduler : TurnScheduler
    {
        private readonly Queue<IThreadPoolWorkItem> _ready = new();
        private readonly int _thread = Environment.CurrentManagedThreadId;

        public override int Parallelism => 2;

        public override void Schedule(IThreadPoolWorkItem turns)
        {
            Assert.Equal(_thread, Environment.CurrentManagedThreadId);
            _ready.Enqueue(turns);
        }

        public void RunAll()
        {
            var outer = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(null);
            while (_ready.TryDequeue(out var turns))
                turns.Execute();
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    private sealed class SeededPlacement(int seed) : IPlacementRandom
    {
        private readonly Random _random = new(seed);

        public int Next(int exclusiveMaximum) => _random.Next(exclusiveMaximum);
    }
}

internal interface IThreadGrain : IGrainWithStringKey
{
    /// <summary>Waits by the grain's clock and returns the thread it goes on.</summary>
    Task<int> Work(TimeSpan time);

    Task<string> Where();

    /// <summary>Makes another grain work; the name of the exception.</summary>
    [global::Orleans.Concurrency.AlwaysInterleave]
    Task<string> Call(IThreadGrain other, TimeSpan time);
}

[global::Orleans.Placement.RandomPlacement]
internal sealed class ThreadGrain(TimeProvider time, ILocalSiloDetails silo, List<int> deactivations, List<string> log) : Grain, IThreadGrain
{
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        deactivations.Add(Environment.CurrentManagedThreadId);
        log.Add($"{this.GetPrimaryKeyString()} left {silo.Name}");
        return Task.CompletedTask;
    }

    public async Task<int> Work(TimeSpan span)
    {
        await Task.Delay(span, time);
        return Environment.CurrentManagedThreadId;
    }

    public Task<string> Where() => Task.FromResult(silo.Name);

    public async Task<string> Call(IThreadGrain other, TimeSpan span)
    {
        try
        {
            await other.Work(span);
            return "none";
        }
        catch (Exception error)
        {
            return error.GetType().Name;
        }
    }
}
