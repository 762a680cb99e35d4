using System.Collections.Concurrent;
using FarAi.Core.Identity;
using FarAi.Grains.Events;
using FarAi.Grains.Nodes;
using FarAi.Grains.Regions;
using FarAi.Grains.Sessions;
using Orleans;
using Orleans.Runtime;

namespace FarAi.Gateway.Tests.Fixtures;

/// <summary>A cluster client whose grains are plain objects under the test's control.</summary>
internal sealed class FakeGrid : IClusterClient
{
    public static readonly TriadId Triad = new("t-1");
    public static readonly NodeId Scout = new("5c0u7");

    private readonly ConcurrentDictionary<string, FakeSession> _sessions = new();
    private readonly ConcurrentDictionary<string, FakeNodeGrain> _nodes = new();

    public Func<SessionRequest, Task<SessionStart>> OnStart { get; set; } = _ => Task.FromResult(SessionStart.Running(Triad, 3, Scout));

    public Func<FakeSession, int, CancellationToken, IAsyncEnumerable<SessionChunk>> OnRead { get; set; } = (_, _, _) => Script.Play(Script.Hello);

    /// <summary>What sessions show of themselves: by default that they run, and have committed nothing.</summary>
    public Func<FakeSession, SessionView> OnView { get; set; } = session =>
        new SessionView(session.Request, Script.Piece(0, [], ""), new SessionUsage(5, 0, 0, 0, 0), session.Readers, TimeSpan.FromMinutes(10));

    public AsyncHook<FakeSession> Started { get; } = new();

    public bool VerdictFails { get; set; }

    public FakeRegion Region { get; } = new();

    public FakeEventLog Events { get; } = new();

    public int References { get; private set; }

    public FakeSession Session => Assert.Single(_sessions.Values);

    public int SessionCount => _sessions.Count;

    public IServiceProvider ServiceProvider => throw new NotSupportedException();

    public FakeSession SessionOf(SessionId id) => _sessions.GetOrAdd(id.ToString(), _ => new FakeSession(this));

    public FakeNodeGrain Node(NodeId id) => _nodes.GetOrAdd(id.Value, _ => new FakeNodeGrain());

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        object grain = typeof(TGrainInterface) == typeof(ISessionGrain) ? _sessions.GetOrAdd(primaryKey, _ => new FakeSession(this))
            : typeof(TGrainInterface) == typeof(INodeGrain) ? Node(new NodeId(primaryKey))
            : typeof(TGrainInterface) == typeof(IRegionGrain) && primaryKey == "local" ? Region
            : typeof(TGrainInterface) == typeof(IEventLogGrain) && primaryKey == "local" ? Events
            : throw new NotSupportedException($"{typeof(TGrainInterface)} {primaryKey}");
        return (TGrainInterface)grain;
    }

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        References++;
        return (TGrainObserverInterface)obj;
    }

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => References--;

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey => throw new NotSupportedException();

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey => throw new NotSupportedException();

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidCompoundKey => throw new NotSupportedException();

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerCompoundKey => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey, string keyExtension) => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey, string keyExtension) => throw new NotSupportedException();

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => throw new NotSupportedException();

    public IAddressable GetGrain(GrainId grainId) => throw new NotSupportedException();

#if GRAINHOST_ORLEANS // members that the in-process host's interface does not have yet
    public IAddressable GetGrain(GrainId grainId, GrainInterfaceType interfaceType) => throw new NotSupportedException();

    public IAddressable GetGrain(Type grainInterfaceType, IdSpan grainKey) => throw new NotSupportedException();

    public IAddressable GetGrain(Type grainInterfaceType, IdSpan grainKey, string grainClassNamePrefix) => throw new NotSupportedException();
#endif
}
