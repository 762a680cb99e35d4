using System.Runtime.InteropServices;
using FarAi.Core.Identity;
using FarAi.Core.Models;
using FarAi.Core.Nodes;
using FarAi.Core.Sampling;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;
using FarAi.Link;

namespace FarAi.Link.Tests;

/// <summary>One full specimen of every message, with no field at its default.</summary>
internal static class Samples
{
    public static readonly SessionId Session = new(0xfedc_ba98_7654_3210);
    public static readonly PeerAddress Peer = new(new NodeId("0123456789abcdef0123456789abcdef01234567"), new Uri("ws://127.0.0.1:4711/peer"));
    public static readonly ModelSource Model = new("far-tiny", "/models/far-tiny", "sha256:00ff");
    public static readonly SpeculationPlan Plan = new(4, 9, 2, TimeSpan.FromMilliseconds(5));
    public static readonly SamplingParameters Sampling = new(0.8, 0.95, 40, ulong.MaxValue - 7);
    public static readonly TriadId Triad = new("far-tiny/1");

    public static NodeCommand[] Commands { get; } =
    [
        new LoadShard(Triad, 3, Model, new LayerRange(2, 5), TriadRole.Middle, Peer, "member-key", "scout-key"),
        new UnloadShard(Triad),
        new LoadDraft(Model),
        Open,
        new CloseSession(Session),
        new OpenDraft(Session, Triad, 3, Model, [1, 2], Sampling, Plan, Peer, Peer, "scout-key"),
        new SetPlan(Session, Plan),
        new ResendVerdicts(Session, Triad, 3, 17),
    ];

    public static NodeEvent[] Events { get; } =
    [
        new NodeHeartbeat(1, 2, 3, 4, 5.5, 6, 7),
        new ShardReady(Triad, 3, TriadRole.Tail),
        new ShardFailed(Triad, 3, "no such directory; check --data"),
        new DraftReady("far-tiny"),
        new DraftFailed("far-tiny", "digest"),
        new SessionFault(Session, 3, "epoch"),
        new PeerLost(Triad, 3, Peer.Node),
        new MirrorLost(Triad, 3, TriadRole.Head, "the link broke"),
        new PeerSilent(Triad, 3, Peer.Node, TriadRole.Tail, TimeSpan.FromMilliseconds(80)),
        new NodeDraining("SIGTERM"),
        new NodeLeaving("SIGTERM"),
    ];

    public static OpenSession Open => new(Session, Triad, 3, [1, 2, 32000], 2, 64, [2, 7], Sampling, Plan);

    public static NodeRegistration Registration { get; } = new(
        new HardwareFingerprint
        {
            OperatingSystem = "Linux",
            Architecture = "X64",
            CpuModel = "Some \"CPU\" ™",
            LogicalCores = 8,
            InstructionSets = ["AVX2", "FMA"],
            MemoryBytes = 1L << 35,
            AvailableMemoryBytes = 1L << 34,
            StorageFreeBytes = 1L << 40,
            Gpus = [new GpuDevice("GPU", 80L << 30)],
            ComputeFlops = 1.5e11,
            MemoryBandwidth = 2.5e10,
        },
        SwarmLayer.Prime,
        new Uri("ws://10.0.0.1:9/peer"),
        "farai/0.1.0");

    public static Verdict Verdict { get; } = new()
    {
        Session = Session,
        Epoch = 3,
        Start = 17,
        Tokens = [5, 6, 7],
        Drafted = 4,
        Accepted = 2,
        Compute = new TimeSpan(12345),
        RoundTrip = new TimeSpan(67891),
        RoundTripPositions = 5,
        DraftTime = new TimeSpan(4321),
        DraftDelay = new TimeSpan(987),
        Finish = FinishReason.Length,
    };

    public static byte[] StageForwardPayload(int tokens = 3, int size = 4, HiddenType type = HiddenType.F32)
    {
        var ids = Enumerable.Range(100, tokens).ToArray();
        var hidden = new byte[tokens * size * (type == HiddenType.F32 ? 4 : 2)];
        new Random(1).NextBytes(hidden);
        var header = new byte[StageForward.HeaderBytes];
        new StageForward
        {
            Epoch = 3,
            Start = 17,
            Drafted = Math.Min(2, tokens),
            IsPrefill = true,
            Compute = TimeSpan.FromMicroseconds(1234),
            RoundTrip = TimeSpan.FromMicroseconds(5678),
            RoundTripPositions = 5,
            DraftTime = TimeSpan.FromMicroseconds(90),
            DraftDelay = TimeSpan.FromMicroseconds(12),
            Type = type,
            HiddenSize = size,
            Tokens = ids,
            Hidden = hidden,
        }.WriteHeader(header);
        return [.. header, .. MemoryMarshal.AsBytes(ids.AsSpan()), .. hidden];
    }

    public static byte[] DraftPayload()
    {
        int[] tokens = [9, 8, 7];
        var header = new byte[Draft.HeaderBytes];
        new Draft { Epoch = 3, Basis = 10, Start = 12, TimePerToken = TimeSpan.FromMicroseconds(77), Tokens = tokens }.WriteHeader(header);
        return [.. header, .. MemoryMarshal.AsBytes(tokens.AsSpan())];
    }

    public static byte[] VerdictBytes()
    {
        var header = new byte[VerdictPayload.HeaderBytes];
        VerdictPayload.WriteHeader(Verdict, header);
        return [.. header, .. MemoryMarshal.AsBytes(Verdict.Tokens.ToArray().AsSpan())];
    }

    public static byte[] AttachBytes()
    {
        var payload = new byte[AttachScout.Bytes];
        new AttachScout(3, 17).Write(payload);
        return payload;
    }
}
