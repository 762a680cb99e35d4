using System.Diagnostics.CodeAnalysis;
using FarAi.Core.Identity;
using FarAi.Orleans.InProcess;

namespace FarAi.Simulation.Engine;

/// <summary>
/// A world on one thread and virtual time. It takes the place of clock, thread pool and randomness for grains (through
/// <see cref="Time"/>, <see cref="Turns"/> and <see cref="Entropy"/> in a silo's services) and for all that surrounds them (through
/// <see cref="Context"/>). Everything that happens is a step; which of the steps that are ready at one instant comes next
/// follows from the seed. Work that arrives from another thread ends the run with <see cref="NondeterminismException"/>.
/// The thread that made the kernel owns it until a run on another thread takes it over.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The event is never given a wait handle, so it needs no disposal.")]
public sealed class SimulationKernel
{
    private const long MostStepsAtOneInstant = 50_000_000;
    private readonly EventQueue _later = new();
    private readonly ReadySet _ready;
    private int _owner = Environment.CurrentManagedThreadId;
    private readonly ManualResetEventSlim _intruded = new();
    private NondeterminismException? _intruder;
    private ExecutionContext? _clean;
    private long _now;
    private long _stepsNow;

    /// <summary>An empty world at virtual time zero.</summary>
    public SimulationKernel(ulong seed, TieBreak tieBreak = TieBreak.Seeded)
    {
        Seed = seed;
        Time = new VirtualTime(this);
        Turns = new VirtualTurns(this);
        Context = new SimulationContext(this, "world");
        Placement = new SeededPlacement(Stream("placement"));
        Entropy = new SeededEntropy(Stream("entropy"));
        _ready = new ReadySet(tieBreak == TieBreak.Seeded ? Stream("order") : null);
    }

    /// <summary>Where all randomness comes from.</summary>
    public ulong Seed { get; }

    /// <summary>The clock and its timers.</summary>
    public TimeProvider Time { get; }

    /// <summary>Where grains run; register it in a silo's services.</summary>
    public TurnScheduler Turns { get; }

    /// <summary>Where code outside of grains runs that has no actor of its own.</summary>
    public SimulationContext Context { get; }

    /// <summary>Where grains are placed.</summary>
    public IPlacementRandom Placement { get; }

    /// <summary>Ids and keys that replay.</summary>
    public IEntropy Entropy { get; }

    /// <summary>What happened so far, as a hash.</summary>
    public SimulationTrace Trace { get; } = new();

    /// <summary>Virtual time since the start.</summary>
    public TimeSpan Now => TimeSpan.FromTicks(_now);

    /// <summary>Steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>Called after every step, for invariants; what it throws ends the run.</summary>
    public Action? AfterStep { get; set; }

    /// <summary>Entries that wait for their time, stale ones included.</summary>
    public int Pending => _later.Count + _ready.Count;

    /// <summary>An independent source of random numbers; the same name always gives the same numbers under the same seed.</summary>
    public SeededRandom Stream(string name) => new(StableHash.Of(Seed, StableHash.Of(name)));

    /// <summary>An actor: a context whose callbacks run one at a time, in order of arrival.</summary>
    public SimulationContext NewActor(string name) => new(this, name);

    /// <summary>Runs an action after a delay; what is due at the same instant runs in any order. It can't be taken back: for that use a timer of <see cref="Time"/>.</summary>
    public void Schedule(TimeSpan delay, Action action) => Schedule(delay, new ScheduledAction(action));

    /// <summary>Runs work after a delay, without an allocation.</summary>
    public void Schedule(TimeSpan delay, IThreadPoolWorkItem work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (IsOwnThread("work was scheduled"))
            Enqueue(delay, work, 0);
    }

    /// <summary>Mixes what an actor did into the trace.</summary>
    public void Note(string kind, string who, long value = 0) => Trace.Note(Now, kind, who, value);

    /// <summary>Takes one step; false if there is nothing to do, now or later.</summary>
    public bool Step()
    {
        using var _ = Enter();
        return TryStep(long.MaxValue);
    }

    /// <summary>Runs to that virtual time; the clock stands there afterwards even if nothing was left to do.</summary>
    public void Run(TimeSpan until)
    {
        using var _ = Enter();
        while (TryStep(until.Ticks))
        {
        }

        AdvanceTo(Math.Max(_now, until.Ticks));
    }

    /// <summary>Runs until the condition holds; false if it does not by that virtual time, or never will.</summary>
    public bool RunUntil(Func<bool> condition, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(condition);
        using var _ = Enter();
        while (!condition())
        {
            if (!TryStep(limit.Ticks))
                return false;
        }

        return true;
    }

    /// <summary>Runs async code inside of the simulation until it has ended. Throws what it throws.</summary>
    /// <param name="code">The code; starts at once.</param>
    /// <param name="patience">Virtual time after which <see cref="SimulationStuckException"/> is thrown.</param>
    public T Await<T>(Func<Task<T>> code, TimeSpan patience)
    {
        ArgumentNullException.ThrowIfNull(code);
        Task<T> task;
        using (Enter())
            task = code();
        if (!RunUntil(() => task.IsCompleted, Now + patience))
        {
            // The commonest cause is code that went to another thread and has not come back yet: name that instead.
            _intruded.Wait(TimeSpan.FromMilliseconds(200));
            ThrowIfIntruded();
            throw new SimulationStuckException($"The code did not end within {patience} of virtual time; {Pending} entries wait, {Steps} steps were taken.");
        }

        return task.GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="Await{T}(Func{Task{T}}, TimeSpan)"/>
    public void Await(Func<Task> code, TimeSpan patience)
    {
        ArgumentNullException.ThrowIfNull(code);
        Await(
            async () =>
            {
                await code();
                return true;
            },
            patience);
    }

    /// <summary>Throws if another thread has taken part so far.</summary>
    public void ThrowIfIntruded()
    {
        if (Volatile.Read(ref _intruder) is { } intruder)
            throw intruder;
    }

    internal bool IsOwnThread(string what)
    {
        if (Environment.CurrentManagedThreadId == _owner)
            return true;
        // Not thrown here: on a pool thread that would end the process before anybody could say which seed it was.
        Interlocked.CompareExchange(
            ref _intruder,
            new NondeterminismException($"Another thread took part in the simulation: {what} at {Now} (seed {Seed}), from {Environment.StackTrace}"),
            null);
        _intruded.Set();
        return false;
    }

    internal void Enqueue(TimeSpan delay, IThreadPoolWorkItem work, int version) =>
        _later.Add(_now + Math.Max(0, delay.Ticks), work, version);

    internal void MakeReady(IThreadPoolWorkItem work) => _ready.Add(work, 0);

    internal void OnStale() => _later.OnStale();

    private bool TryStep(long until)
    {
        ThrowIfIntruded();
        while (true)
        {
            if (_ready.Count == 0 && !TryAdvance(until))
                return false;
            var (work, version) = _ready.Take();
            if (work is VirtualTimer timer && !timer.IsCurrent(version))
                continue;
            Execute(work);
            return true;
        }
    }

    private void Execute(IThreadPoolWorkItem work)
    {
        Steps++;
        if (++_stepsNow > MostStepsAtOneInstant)
            throw new SimulationStuckException($"More than {MostStepsAtOneInstant} steps at {Now}: virtual time stands still (seed {Seed}).");
        Trace.Add((ulong)_now ^ (work is VirtualTimer ? 1ul << 62 : 0) ^ (work is SimulationContext ? 1ul << 63 : 0));
        SynchronizationContext.SetSynchronizationContext(Context);
        work.Execute();
        // Ambient values that the step set (a request context) must not leak into the next.
        if (_clean is not null)
            ExecutionContext.Restore(_clean);
        AfterStep?.Invoke();
    }

    // Moves the clock to the next thing that is not stale, and makes ready all that is due then.
    private bool TryAdvance(long until)
    {
        while (_later.Count > 0 && _later.NextDue <= until)
        {
            var due = _later.NextDue;
            do
            {
                var (work, version) = _later.Take();
                if (work is VirtualTimer timer && !timer.IsCurrent(version))
                    _later.OnStaleTaken();
                else
                    _ready.Add(work, version);
            }
            while (_later.NextDue == due);
            if (_ready.Count == 0)
                continue;
            AdvanceTo(due);
            return true;
        }

        return false;
    }

    private void AdvanceTo(long now)
    {
        if (now == _now)
            return;
        _now = now;
        _stepsNow = 0;
    }

    private Occupation Enter() => new(this);

    /// <summary>For as long as it runs, the kernel owns the thread, its context and its ambient values.</summary>
    private readonly ref struct Occupation
    {
        private readonly SynchronizationContext? _outer;
        private readonly ExecutionContext? _ambient;

        public Occupation(SimulationKernel kernel)
        {
            _outer = SynchronizationContext.Current;
            _ambient = ExecutionContext.Capture();
            kernel._clean = _ambient;
            Volatile.Write(ref kernel._owner, Environment.CurrentManagedThreadId);
            SynchronizationContext.SetSynchronizationContext(kernel.Context);
        }

        public void Dispose()
        {
            if (_ambient is not null)
                ExecutionContext.Restore(_ambient);
            SynchronizationContext.SetSynchronizationContext(_outer);
        }
    }
}
