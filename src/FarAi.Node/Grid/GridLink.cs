using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Link;
using Microsoft.Extensions.Logging;

namespace FarAi.Node.Grid;

/// <summary>The node's one link to the grid: joins, takes commands, reports, and comes back after every loss.</summary>
internal sealed partial class GridLink(
    NodeOptions options, NodeIdentity identity, LinkOptions linkOptions, NodeInstruments instruments, TimeProvider time, ILogger logger)
    : IGridChannel, ILinkHandler
{
    /// <summary>How long sessions outlive the link: a control process that is started again takes them up where they are.</summary>
    private static readonly TimeSpan SessionsKept = TimeSpan.FromSeconds(30);

    /// <summary>Reports that wait for the link; a well-behaved node has few.</summary>
    private const int MostHeld = 256;

    private static readonly TimeSpan AdmissionPatience = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private readonly Queue<NodeEvent> _held = new();
    private readonly Backoff _backoff = new(options.LongestBackoff);
    private volatile LinkConnection? _link;
    private TaskCompletionSource<NodeAdmission> _admission = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (LinkError? Error, string Reason) _closed;
    private long? _lost;

    /// <summary>Takes the grid's commands. Called on the link's thread; must not block.</summary>
    public required Action<NodeCommand> OnCommand { get; init; }

    /// <summary>Called when the grid counts on nothing any more that the node had: it said so, or no link stood for too long. Called on the link's thread; must not block.</summary>
    public required Action OnForgotten { get; init; }

    /// <summary>What the next heartbeat says.</summary>
    public required Func<NodeHeartbeat> Heartbeat { get; init; }

    /// <summary>The grid's answer to the latest registration; null before the first.</summary>
    public NodeAdmission? Admission { get; private set; }

    /// <summary>Joins the grid again and again until cancelled, or until it refuses the node for good.</summary>
    /// <returns>The refusal, or null after a cancellation.</returns>
    public async Task<LinkException?> RunAsync(NodeRegistration registration, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await StayAsync(registration, cancellationToken);
                LogLost(_closed.Error, _closed.Reason);
            }
            catch (LinkException exception) when (exception.IsPermanent)
            {
                return exception;
            }
            catch (LinkException exception)
            {
                LogUnreachable(options.Grid, exception.Message);
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            if (_lost is { } since && time.GetElapsedTime(since) > SessionsKept)
                Forget();
            try
            {
                await Task.Delay(_backoff.Next(Random.Shared.NextDouble()), time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Whether the link to the grid stands.</summary>
    public bool IsLinked => _link is { IsOpen: true };

    /// <summary>Reports, if the link stands.</summary>
    public bool TrySend(NodeEvent report)
    {
        if (_link is not { IsOpen: true } link)
            return false;
        link.SendEvent(report);
        return true;
    }

    /// <inheritdoc/>
    public void Send(NodeEvent report)
    {
        lock (_gate)
        {
            if (_link is { } link)
                link.SendEvent(report);
            else if (_lost is not null && _held.Count < MostHeld)
                _held.Enqueue(report);
        }
    }

    /// <inheritdoc/>
    public void Send(Verdict verdict) => _link?.SendVerdict(verdict);

    /// <summary>Says good-bye and closes the link.</summary>
    public async Task LeaveAsync(string reason)
    {
        if (_link is not { } link)
            return;
        link.SendEvent(new NodeLeaving(reason));
        await link.CloseAsync(null, reason);
    }

    /// <inheritdoc/>
    public void OnFrame(LinkConnection link, in Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Registered when ControlPayload.TryRead(frame.Payload.Span, out NodeAdmission? admission):
                OnAdmitted(link, admission);
                break;
            case FrameKind.Command when ControlPayload.TryRead(frame.Payload.Span, out NodeCommand? command):
                OnCommand(command);
                break;
            default:
                throw new LinkException(LinkError.Malformed, $"a {frame.Kind} frame can't be read");
        }
    }

    /// <inheritdoc/>
    public void OnClosed(LinkConnection link, LinkError? error, string reason) => _closed = (error, reason);

    private void OnAdmitted(LinkConnection link, NodeAdmission admission)
    {
        if (!admission.Continues)
            Forget();
        lock (_gate)
        {
            _lost = null;
            while (_held.TryDequeue(out var report))
                link.SendEvent(report);
        }

        _admission.TrySetResult(admission);
    }

    private void Forget()
    {
        lock (_gate)
        {
            _lost = null;
            _held.Clear();
        }

        OnForgotten();
    }

    private async Task StayAsync(NodeRegistration registration, CancellationToken cancellationToken)
    {
        _admission = new TaskCompletionSource<NodeAdmission>(TaskCreationOptions.RunContinuationsAsynchronously);
        var credentials = new LinkCredentials(LinkRole.Node, "grid", options.EnrolmentToken);
        var link = await LinkClient.ConnectAsync(options.Grid, identity, credentials, this, linkOptions, cancellationToken);
        await using (link)
        {
            try
            {
                link.SendRegistration(registration); // the first frame: sessions go on and report as soon as they see the link
                _link = link;
                await Task.WhenAny(_admission.Task, link.Closed, Task.Delay(AdmissionPatience, time, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
                if (!_admission.Task.IsCompletedSuccessfully)
                    throw new LinkException(_closed.Error ?? LinkError.HandshakeTimeout, link.IsOpen ? "the grid doesn't answer the registration" : _closed.Reason);
                Admission = await _admission.Task;
                _backoff.Reset();
                instruments.OnJoined();
                LogJoined(options.Grid, Admission.Layer, Admission.Continues ? "; it goes on with what this node has" : "");
                await BeatAsync(link, Admission.Heartbeat, cancellationToken);
            }
            finally
            {
                lock (_gate)
                {
                    _link = null;
                    if (_admission.Task.IsCompletedSuccessfully)
                        _lost ??= time.GetTimestamp();
                }
            }
        }
    }

    private async Task BeatAsync(LinkConnection link, TimeSpan interval, CancellationToken cancellationToken)
    {
        while (link.IsOpen)
        {
            link.SendEvent(Heartbeat());
            await Task.WhenAny(link.Closed, Task.Delay(interval, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    [LoggerMessage(LogLevel.Information, "joined {Grid} as {Layer}{Continues}")]
    private partial void LogJoined(Uri grid, SwarmLayer layer, string continues);

    [LoggerMessage(LogLevel.Warning, "the link to the grid is gone ({Error}): {Reason}; trying again")]
    private partial void LogLost(LinkError? error, string reason);

    [LoggerMessage(LogLevel.Warning, "{Grid} can't be joined yet ({Reason}); trying again")]
    private partial void LogUnreachable(Uri grid, string reason);
}
