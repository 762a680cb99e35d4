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
    private static readonly TimeSpan AdmissionPatience = TimeSpan.FromSeconds(10);
    private readonly Backoff _backoff = new(options.LongestBackoff);
    private volatile LinkConnection? _link;
    private TaskCompletionSource<NodeAdmission> _admission = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (LinkError? Error, string Reason) _closed;

    /// <summary>Takes the grid's commands. Called on the link's thread; must not block.</summary>
    public required Action<NodeCommand> OnCommand { get; init; }

    /// <summary>Called when the link is lost.</summary>
    public required Action OnLost { get; init; }

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
    public void Send(NodeEvent report) => _link?.SendEvent(report);

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
                _admission.TrySetResult(admission);
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

    private async Task StayAsync(NodeRegistration registration, CancellationToken cancellationToken)
    {
        _admission = new TaskCompletionSource<NodeAdmission>(TaskCreationOptions.RunContinuationsAsynchronously);
        var credentials = new LinkCredentials(LinkRole.Node, "grid", options.EnrolmentToken);
        var link = await LinkClient.ConnectAsync(options.Grid, identity, credentials, this, linkOptions, cancellationToken);
        await using (link)
        {
            _link = link;
            try
            {
                link.SendRegistration(registration);
                await Task.WhenAny(_admission.Task, link.Closed, Task.Delay(AdmissionPatience, time, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
                if (!_admission.Task.IsCompletedSuccessfully)
                    throw new LinkException(_closed.Error ?? LinkError.HandshakeTimeout, link.IsOpen ? "the grid doesn't answer the registration" : _closed.Reason);
                Admission = await _admission.Task;
                _backoff.Reset();
                instruments.OnJoined();
                LogJoined(options.Grid, Admission.Layer);
                await BeatAsync(link, Admission.Heartbeat, cancellationToken);
            }
            finally
            {
                _link = null;
                OnLost();
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

    [LoggerMessage(LogLevel.Information, "joined {Grid} as {Layer}")]
    private partial void LogJoined(Uri grid, SwarmLayer layer);

    [LoggerMessage(LogLevel.Warning, "the link to the grid is gone ({Error}): {Reason}; trying again")]
    private partial void LogLost(LinkError? error, string reason);

    [LoggerMessage(LogLevel.Warning, "{Grid} can't be joined yet ({Reason}); trying again")]
    private partial void LogUnreachable(Uri grid, string reason);
}
