using FarAi.Simulation.Engine;

namespace FarAi.Simulation.Tests.Engine;

public sealed class KernelOrderTests
{
    private readonly SimulationKernel _kernel = new(seed: 7);
    private readonly List<string> _seen = [];

    [Fact]
    public void WorkDueLater_RunsInOrderOfTime_AndTheClockStandsAtEach()
    {
        foreach (var ms in new[] { 30, 10, 20 })
            _kernel.Schedule(TimeSpan.FromMilliseconds(ms), () => _seen.Add($"{ms} at {_kernel.Now.TotalMilliseconds}"));
        _kernel.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(["10 at 10", "20 at 20", "30 at 30"], _seen);
        Assert.Equal(TimeSpan.FromSeconds(1), _kernel.Now);
    }

    [Fact]
    public void ManyTimers_FireOnceEachInOrder_HoweverOftenTheyWereChanged()
    {
        var random = _kernel.Stream("test");
        var fired = new List<(int Timer, TimeSpan At)>();
        var due = new TimeSpan[3000];
        var timers = new ITimer[due.Length];
        for (var i = 0; i < due.Length; i++)
        {
            var index = i;
            timers[i] = _kernel.Time.CreateTimer(_ => fired.Add((index, _kernel.Now)), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        for (var change = 0; change < 20_000; change++)
        {
            var i = random.Next(due.Length);
            due[i] = random.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10));
            timers[i].Change(due[i], Timeout.InfiniteTimeSpan);
        }

        _kernel.Run(TimeSpan.FromSeconds(11));
        Assert.Equal(due.Index().Where(d => d.Item != default).OrderBy(d => d.Item).Select(d => d.Item), fired.Select(f => f.At));
        Assert.All(fired, f => Assert.Equal(due[f.Timer], f.At));
    }

    [Fact]
    public void ADisposedTimer_NeverFires_EvenIfItWasDueAtThatInstant()
    {
        // Of two timers at one instant the first to fire disposes the other, in whatever order the seed picks.
        for (var seed = 0ul; seed < 20; seed++)
        {
            var kernel = new SimulationKernel(seed);
            var fired = 0;
            var timers = new ITimer[2];
            for (var i = 0; i < 2; i++)
            {
                var other = 1 - i;
                timers[i] = kernel.Time.CreateTimer(
                    _ =>
                    {
                        fired++;
                        timers[other].Dispose();
                    },
                    null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
            }

            kernel.Run(TimeSpan.FromSeconds(2));
            Assert.Equal(1, fired);
        }
    }

    [Fact]
    public void APeriodicTimer_FiresEveryPeriod_UntilItIsDisposed()
    {
        var count = 0;
        var timer = _kernel.Time.CreateTimer(_ => count++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        _kernel.Run(TimeSpan.FromSeconds(10));
        Assert.Equal(5, count);
        timer.Dispose();
        _kernel.Run(TimeSpan.FromSeconds(20));
        Assert.Equal(5, count);
    }

    [Fact]
    public void WorkReadyAtOneInstant_RunsInEveryOrder_OverSeeds()
    {
        var orders = new HashSet<string>();
        for (var seed = 0ul; seed < 200; seed++)
        {
            var kernel = new SimulationKernel(seed);
            var order = "";
            foreach (var name in new[] { "a", "b", "c" })
                kernel.Schedule(TimeSpan.FromSeconds(1), () => order += name);
            kernel.Run(TimeSpan.FromSeconds(1));
            orders.Add(order);
        }

        Assert.Equal(6, orders.Count);
    }

    [Fact]
    public void OneActor_RunsItsCallbacksInOrder_UnderEverySeed()
    {
        for (var seed = 0ul; seed < 50; seed++)
        {
            var kernel = new SimulationKernel(seed);
            var actor = kernel.NewActor("a");
            var other = kernel.NewActor("b");
            var seen = new List<int>();
            for (var i = 0; i < 5; i++)
            {
                var number = i;
                actor.Post(() => seen.Add(number));
                other.Post(() => { });
            }

            kernel.Run(TimeSpan.Zero);
            Assert.Equal([0, 1, 2, 3, 4], seen);
        }
    }

    [Fact]
    public void CodeAfterADelay_ContinuesAtItsVirtualTime_OnTheKernelsThread()
    {
        var thread = Environment.CurrentManagedThreadId;
        var (at, on) = _kernel.Await(
            async () =>
            {
                await Task.Delay(TimeSpan.FromHours(3), _kernel.Time);
                return (_kernel.Now, Environment.CurrentManagedThreadId);
            },
            TimeSpan.FromHours(4));
        Assert.Equal((TimeSpan.FromHours(3), thread), (at, on));
    }

    [Fact]
    public void CodeThatNeverEnds_IsNamedAsStuck()
    {
        var never = new TaskCompletionSource();
        Assert.Throws<SimulationStuckException>(() => _kernel.Await(() => never.Task, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void AFailureInAStep_ReachesWhoeverRunsTheKernel()
    {
        _kernel.Schedule(TimeSpan.FromSeconds(1), () => throw new InvalidOperationException("planted"));
        Assert.Equal("planted", Assert.Throws<InvalidOperationException>(() => _kernel.Run(TimeSpan.FromSeconds(2))).Message);
    }
}
