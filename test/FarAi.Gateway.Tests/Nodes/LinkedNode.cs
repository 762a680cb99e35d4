using System.Threading.Channels;
using FarAi.Core.Nodes;
using FarAi.Gateway.Tests.Fixtures;
using FarAi.Link;

namespace FarAi.Gateway.Tests.Nodes;

/// <summary>A node as the wire shows it: a real link, driven by the test.</summary>
internal sealed class LinkedNode : ILinkHandler, IAsyncDisposable
{
    public const string Token = "enrol-me-0123456789";

    private readonly Channel<object> _frames = Channel.CreateUnbounded<object>();
    private readonly TaskCompletionSource<(LinkError? Error, string Reason)> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly NodeIdentity _identity = NodeIdentity.CreateEphemeral();

    public LinkConnection Link { get; private set; } = null!;

    public Core.Identity.NodeId Id => _identity.Id;

    public static NodeRegistration Registration { get; } = new(
        new HardwareFingerprint
        {
            OperatingSystem = "test",
            Architecture = "X64",
            CpuModel = "test",
            LogicalCores = 2,
            InstructionSets = ["AVX2"],
            MemoryBytes = 1L << 34,
            AvailableMemoryBytes = 1L << 33,
            StorageFreeBytes = 1L << 33,
            Gpus = [],
            ComputeFlops = 1e10,
            MemoryBandwidth = 1e10,
        },
        SwarmLayer.Prime, new Uri("ws://127.0.0.1:9/peer"), "test/1");

    public Task<(LinkError? Error, string Reason)> Closed => _closed.Task.WaitAsync(TimeSpan.FromSeconds(20));

    public async Task ConnectAsync(Uri gateway, string token = Token, string scope = "grid", LinkRole role = LinkRole.Node)
    {
        var address = new UriBuilder(gateway) { Scheme = "ws", Path = "/link" }.Uri;
        Link = await LinkClient.ConnectAsync(address, _identity, new LinkCredentials(role, scope, token), this, new LinkOptions());
    }

    /// <summary>The next message from the grid.</summary>
    public async Task<T> NextAsync<T>() => Assert.IsAssignableFrom<T>(await _frames.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20)));

    public void OnFrame(LinkConnection link, in Frame frame)
    {
        if (frame.Kind == FrameKind.Registered && ControlPayload.TryRead(frame.Payload.Span, out NodeAdmission? admission))
            _frames.Writer.TryWrite(admission);
        else if (frame.Kind == FrameKind.Command && ControlPayload.TryRead(frame.Payload.Span, out NodeCommand? command))
            _frames.Writer.TryWrite(command);
        else
            _frames.Writer.TryWrite(frame.Kind);
    }

    public void OnClosed(LinkConnection link, LinkError? error, string reason) => _closed.TrySetResult((error, reason));

    public async ValueTask DisposeAsync()
    {
        if (Link is not null)
            await Link.DisposeAsync();
        _identity.Dispose();
    }
}
