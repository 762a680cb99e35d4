using System.Net;
using System.Net.Sockets;

namespace FarAi.Cli.Chaos;

/// <summary>Stands before a node's address for other nodes, so that its connections can be reset or made silent in one direction.</summary>
internal sealed class LinkProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _node;
    private readonly Lock _gate = new();
    private readonly List<(TcpClient Dialer, TcpClient Node)> _links = [];
    private TaskCompletionSource? _held;

    /// <summary>A proxy of the node that listens at this port.</summary>
    public LinkProxy(int nodePort)
    {
        _node = new IPEndPoint(IPAddress.Loopback, nodePort);
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where other nodes dial.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Resets every connection, at both ends.</summary>
    public void Reset()
    {
        List<(TcpClient Dialer, TcpClient Node)> links;
        lock (_gate)
            links = [.. _links];
        foreach (var (dialer, node) in links)
        {
            Abort(dialer);
            Abort(node);
        }
    }

    /// <summary>From now on nothing reaches the node; what it sends still arrives.</summary>
    public void Hold()
    {
        lock (_gate)
            _held ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>What was held goes on, late, as after a partition.</summary>
    public void Release()
    {
        TaskCompletionSource? held;
        lock (_gate)
            (held, _held) = (_held, null);
        held?.SetResult();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        Release();
        Reset();
    }

    private static void Abort(TcpClient client)
    {
        try
        {
            client.LingerState = new LingerOption(true, 0); // the close is a reset
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or NullReferenceException)
        {
            // closed already
        }

        client.Close();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = CarryAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // the listener is closed
        }
    }

    private async Task CarryAsync(TcpClient dialer)
    {
        using var node = new TcpClient();
        using (dialer)
        {
            try
            {
                await node.ConnectAsync(_node);
                dialer.NoDelay = node.NoDelay = true;
                lock (_gate)
                    _links.Add((dialer, node));
                await Task.WhenAny(PumpAsync(dialer, node, inbound: true), PumpAsync(node, dialer, inbound: false));
            }
            catch (SocketException)
            {
                // the node is not there: the dialer sees a closed connection
            }
            finally
            {
                lock (_gate)
                    _links.Remove((dialer, node));
                Abort(dialer);
                Abort(node);
            }
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, bool inbound)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.Client.ReceiveAsync(buffer) is > 0 and var count)
            {
                if (inbound && _held is { } held)
                    await held.Task;
                await to.Client.SendAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or NullReferenceException)
        {
            // one side is gone; the caller closes both
        }
    }
}
