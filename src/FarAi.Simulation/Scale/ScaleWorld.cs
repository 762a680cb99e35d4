using System.Globalization;
using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Grains.Hosting;
using FarAi.Inference.Catalog;
using FarAi.Orleans.InProcess;
using FarAi.Simulation.Engine;
using FarAi.Simulation.Grid;
using FarAi.Simulation.Network;
using FarAi.Simulation.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;
using Orleans.Storage;

namespace FarAi.Simulation.Scale;

/// <summary>The silos, the store and the machines of a <see cref="ScaleScenario"/>.</summary>
internal sealed class ScaleWorld : IDisposable
{
    private readonly VirtualCluster _cluster = new();
    private readonly List<SimulationSilo> _silos = [];
    private readonly List<SimulationSilo> _dead = [];
    private readonly SimulationClient _client;
    private readonly SeededRandom _random;

    public ScaleWorld(ScaleOptions options)
    {
        Options = options;
        Kernel = new SimulationKernel(options.Seed, options.TieBreak);
        Storage = new SimStorage(Kernel, new SimStorageOptions { Latency = TimeSpan.Zero });
        _random = Kernel.Stream("scale");
        for (var i = 0; i < options.Silos; i++)
            StartSilo();
        _client = SimulationClient.Start(Kernel, _cluster);
        Grains = _client.Grains;
        Nodes = MakeNodes(options.Nodes);
    }

    public ScaleOptions Options { get; }

    public SimulationKernel Kernel { get; }

    public SimStorage Storage { get; }

    public IGrainFactory Grains { get; }

    public ScaleNode[] Nodes { get; }

    public long Registrations { get; private set; }

    public long Heartbeats { get; private set; }

    public long Crashes { get; private set; }

    public int SiloKills { get; private set; }

    public void OnRegistered() => Registrations++;

    public void OnReported()
    {
        if (Kernel.IsOwnThread("the answer to a heartbeat came"))
            Heartbeats++;
    }

    /// <summary>Exponential, but no longer than three means, so that the world settles soon.</summary>
    public TimeSpan DrawAbsence()
    {
        var absence = _random.Exponential(Options.Absence);
        return absence < Options.Absence * 3 ? absence : Options.Absence * 3;
    }

    public TimeSpan DrawPhase() => _random.Between(TimeSpan.Zero, Options.Heartbeat);

    /// <summary>Plans the joins, and the crashes until churn ends.</summary>
    public void Begin()
    {
        foreach (var node in Nodes)
            Kernel.Schedule(_random.Between(TimeSpan.Zero, Options.JoinOver), node);
        if (Options.CrashesPerNodeHour > 0)
            Kernel.Schedule(Options.JoinOver, CrashOne);
        for (var i = 1; i <= Options.SiloKills; i++)
            Kernel.Schedule(Options.JoinOver + ((Options.Duration - Options.JoinOver) * i / (Options.SiloKills + 1)), KillSilo);
    }

    public void Dispose()
    {
        _client.Dispose();
        foreach (var silo in _silos.Concat(_dead))
            silo.Dispose();
    }

    private void CrashOne()
    {
        if (Kernel.Now >= Options.Duration)
            return;
        if (_random.Pick(Nodes).Crash(silently: _random.Chance(0.5)))
            Crashes++;
        Kernel.Schedule(_random.Exponential(TimeSpan.FromHours(1 / (Options.CrashesPerNodeHour * Nodes.Length))), CrashOne);
    }

    private void KillSilo()
    {
        var victim = _random.Pick(_silos);
        _silos.Remove(victim);
        _dead.Add(victim);
        victim.Kill();
        SiloKills++;
        StartSilo();
    }

    private void StartSilo() => _silos.Add(SimulationSilo.Start(
        Kernel,
        silo =>
        {
            silo.Services.AddKeyedSingleton<IGrainStorage>(GrainsServiceCollectionExtensions.Storage, Storage);
            silo.Services.AddFarAiGrains(new ModelCatalog([]), grains => grains.Heartbeat = Options.Heartbeat);
        },
        _cluster));

    private ScaleNode[] MakeNodes(int count)
    {
        HardwareProfile[] kinds = [.. HardwareProfile.Scouts, .. HardwareProfile.Rangers, .. HardwareProfile.Primes];
        var machines = kinds.Select(kind => kind.Fingerprint()).ToArray();
        var nodes = new ScaleNode[count];
        Span<byte> key = stackalloc byte[20];
        for (var i = 0; i < count; i++)
        {
            _random.Fill(key);
            var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"ws://10.{i >> 16}.{(i >> 8) & 255}.{i & 255}:7000/"));
            nodes[i] = new ScaleNode(
                this, new NodeId(Convert.ToHexStringLower(key)),
                new NodeRegistration(_random.Pick(machines), null, address, "farai-node/sim", _random.Pick(WorldMap.Cities).Name));
        }

        return nodes;
    }
}
