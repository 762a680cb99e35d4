using System.Collections.Concurrent;
using System.Globalization;
using FarAi.Orleans.InProcess.CodeGeneration;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// Several silos and clients in one process: what they share is the directory of activations, the list of silos, and stores that
/// outlive a silo. Put one instance into the services of each before UseOrleans or UseOrleansClient; without one, UseOrleans makes
/// a cluster of its own. Nothing here waits or leaves the caller's thread.
/// </summary>
public sealed class VirtualCluster
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<(Type Type, string Name), Lazy<object>> _shared = new();
    private GrainHost[] _hosts = [];
    private GrainHost[] _active = [];
    private long _observers;
    private long _activations;
    private int _generations;

    /// <summary>All silos that are not dead, in the order in which they joined.</summary>
    public IReadOnlyList<SiloAddress> Silos => [.. Hosts.Where(host => host.Role == GrainHostRole.Silo).Select(host => host.Address)];

    internal ConcurrentDictionary<GrainId, RequestTarget> Directory { get; } = new();

    /// <summary>Silos and clients in the order in which they joined; replaced as a whole.</summary>
    internal GrainHost[] Hosts => Volatile.Read(ref _hosts);

    /// <summary>Silos on which grains may be placed.</summary>
    internal GrainHost[] ActiveSilos => Volatile.Read(ref _active);

    internal IEnumerable<GrainHost> LiveSilos => Hosts.Where(host => host is { Role: GrainHostRole.Silo, IsDead: false });

    /// <summary>
    /// The silo stops existing, as if its process had been killed: its activations, timers and observers are gone without a word,
    /// what runs now reaches nobody. The others have not noticed yet: calls to its grains go nowhere until
    /// <see cref="DeclareDead"/>.
    /// </summary>
    public void Crash(SiloAddress silo) => Find(silo)?.Crash();

    /// <summary>
    /// The other silos learn that a crashed silo is dead: calls in flight from silos fail with <see cref="SiloUnavailableException"/>
    /// (those of clients run into their time-out, as in Orleans), and its grains are placed elsewhere by the next call.
    /// </summary>
    public void DeclareDead(SiloAddress silo)
    {
        if (Find(silo) is { } dead)
            DeclareDead(dead);
    }

    /// <summary>Crashes the silo and tells the others at once.</summary>
    public void Kill(SiloAddress silo) => DeclareDead(silo);

    /// <summary>Where a silo is in its life; <see cref="SiloStatus.Dead"/> for one that is not, or no longer, known.</summary>
    public SiloStatus StatusOf(SiloAddress silo) => Find(silo)?.Status ?? SiloStatus.Dead;

    /// <summary>An object that all silos of the cluster share by name, such as a storage in memory; made when first asked for.</summary>
    public T Shared<T>(string name, Func<T> create)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(create);
        return (T)_shared.GetOrAdd((typeof(T), name), static (_, make) => new Lazy<object>(() => make()), create).Value;
    }

    internal int NextGeneration() => Interlocked.Increment(ref _generations);

    internal long NextActivation() => Interlocked.Increment(ref _activations);

    internal GrainId NextObserver() =>
        GrainId.Create(GrainManifest.ObserverType, Interlocked.Increment(ref _observers).ToString("X", CultureInfo.InvariantCulture));

    internal GrainHost? Find(SiloAddress address) => Array.Find(Hosts, host => host.Role == GrainHostRole.Silo && host.Address.Equals(address));

    internal int ActivationsOn(SiloAddress silo) => Find(silo)?.Activations.Count ?? 0;

    internal void Join(GrainHost host)
    {
        lock (_gate)
            Volatile.Write(ref _hosts, [.. _hosts, host]);
    }

    internal void DeclareDead(GrainHost dead)
    {
        dead.Crash();
        dead.Forget();
        Leave(dead);
        foreach (var host in Hosts)
            host.BreakCallsTo(dead);
    }

    internal void OnStatusChanged()
    {
        lock (_gate)
            Volatile.Write(ref _active, [.. _hosts.Where(host => host is { Role: GrainHostRole.Silo, Status: SiloStatus.Active })]);
    }

    /// <summary>Makes an activation on a silo and enters it; or returns the one that was entered first. Null: the silo has just died.</summary>
    internal RequestTarget? Enter(GrainClassDescriptor grainClass, GrainId id, GrainHost silo)
    {
        var made = new Activation(silo, grainClass, id, silo);
        if (!silo.Activations.TryAdd(made))
            return null;
        var entered = Directory.GetOrAdd(id, made);
        if (entered != made)
            silo.Activations.Remove(made);
        return entered;
    }

    private void Leave(GrainHost host)
    {
        lock (_gate)
            Volatile.Write(ref _hosts, [.. _hosts.Where(other => other != host)]);
        OnStatusChanged();
    }
}
