using System.Diagnostics;
using FarAi.Simulation.Engine;
using FarAi.Simulation.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Storage;

namespace FarAi.Simulation.Tests.Engine;

public sealed class DeterminismTests
{
    /// <summary>Set in a child process, which then prints the hash of the seed that it holds.</summary>
    private const string SeedVariable = "FARAI_TEST_SEED";

    [Fact]
    public void TheSameSeed_GivesTheSameHash_TwiceInOneProcess() => Assert.Equal(Play(11), Play(11));

    [Fact]
    public void AnotherSeed_GivesAnotherHash() => Assert.Equal(20, Enumerable.Range(0, 20).Select(seed => Play((ulong)seed)).Distinct().Count());

    [Fact]
    public void TheSameSeed_GivesTheSameHash_InAnotherProcess()
    {
        // String hashes and dictionary orders differ between processes; a simulation must not.
        if (Environment.GetEnvironmentVariable(SeedVariable) is { } seed)
        {
            File.WriteAllText(Environment.GetEnvironmentVariable(SeedVariable + "_OUT")!, Play(ulong.Parse(seed, System.Globalization.CultureInfo.InvariantCulture)));
            return;
        }

        var path = Path.GetTempFileName();
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(DeterminismTests).Assembly.Location);
        start.ArgumentList.Add("--filter-method");
        start.ArgumentList.Add($"{typeof(DeterminismTests).FullName}.{nameof(TheSameSeed_GivesTheSameHash_InAnotherProcess)}");
        start.Environment[SeedVariable] = "11";
        start.Environment[SeedVariable + "_OUT"] = path;
        using (var child = Process.Start(start)!)
        {
            child.StandardOutput.ReadToEnd();
            child.WaitForExit();
        }

        Assert.Equal(Play(11), File.ReadAllText(path));
        File.Delete(path);
    }

    [Fact]
    public void AThreadHopInAGrain_IsDetectedByName()
    {
        var kernel = new SimulationKernel(1);
        using var silo = Silo(kernel);
        using var done = new ManualResetEventSlim();
        var error = Assert.Throws<NondeterminismException>(() => kernel.Await(
            () =>
            {
                var left = silo.Grains.GetGrain<IPingGrain>("a").LeaveTheThread(new GrainCancellation(done));
                KeepBusyUntil(kernel, done);
                return left;
            },
            TimeSpan.FromHours(1)));
        Assert.Contains("another thread", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void ATimerOfTheWallClock_IsDetectedByName()
    {
        var kernel = new SimulationKernel(1);
        using var done = new ManualResetEventSlim();
        var error = Assert.Throws<NondeterminismException>(() => kernel.Await(
            async () =>
            {
                KeepBusyUntil(kernel, done);
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System).ContinueWith(_ => done.Set(), TaskScheduler.Default);
            },
            TimeSpan.FromHours(1)));
        Assert.Contains("another thread", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void AWallClockReading_ThatMattersToTheRun_IsFoundByTheReplay()
    {
        var error = Assert.Throws<NondeterminismException>(() => ReplayCheck.Verify(() =>
        {
            var kernel = new SimulationKernel(1);
            for (var i = 0; i < 10_000; i++)
                kernel.Schedule(TimeSpan.FromMilliseconds(i), () => kernel.Note("work", "w"));
            kernel.Schedule(TimeSpan.FromSeconds(5), () => kernel.Note("clock", "w", Stopwatch.GetTimestamp()));
            kernel.Run(TimeSpan.FromMinutes(1));
            return kernel.Trace;
        }));
        Assert.Contains("8193", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ARunThatFollowsFromItsSeed_PassesTheReplay()
    {
        var trace = ReplayCheck.Verify(() =>
        {
            var kernel = new SimulationKernel(4);
            kernel.Schedule(TimeSpan.FromSeconds(5), () => kernel.Note("draw", "w", (long)kernel.Stream("x").Next()));
            kernel.Run(TimeSpan.FromMinutes(1));
            return kernel.Trace;
        });
        Assert.Equal(2, trace.Count);
    }

    // While real time passes on another thread, virtual time must not run dry.
    private static void KeepBusyUntil(SimulationKernel kernel, ManualResetEventSlim done)
    {
        // Later, so that what is to happen now has happened before this blocks the only thread.
        kernel.Schedule(TimeSpan.FromSeconds(1), () =>
        {
            Assert.True(done.Wait(TimeSpan.FromSeconds(20)));
            Tick(kernel, 2_000_000);
        });
    }

    private static void Tick(SimulationKernel kernel, int left)
    {
        // Small steps: the other thread may be slow to come back, and no call may time out before.
        if (left > 0)
            kernel.Schedule(TimeSpan.FromMicroseconds(10), () => Tick(kernel, left - 1));
    }

    private static string Play(ulong seed)
    {
        var kernel = new SimulationKernel(seed);
        using var silo = Silo(kernel);
        var sum = kernel.Await(() => silo.Grains.GetGrain<IPingGrain>("root").Ping(["x", "y", "z"], 4), TimeSpan.FromMinutes(1));
        Assert.Equal(81, sum);
        kernel.Run(TimeSpan.FromSeconds(30));
        silo.Stop();
        return $"{kernel.Trace.Text} {kernel.Trace.Count}";
    }

    private static SimulationSilo Silo(SimulationKernel kernel) => SimulationSilo.Start(kernel, silo =>
    {
        silo.Services.AddSingleton(kernel);
        silo.Services.AddSingleton<IGrainStorage>(new SimStorage(kernel));
    });
}
