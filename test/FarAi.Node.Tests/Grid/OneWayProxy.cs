using System.Net;
using System.Net.Sockets;

namespace FarAi.Node.Tests.Grid;

/// <summary>Passes connections on to a node, and can hold back what is sent to it while its own words still pass: a partition in one direction, or a node that hangs.</summary>
internal sealed class OneWayProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;
    private volatile TaskCompletionSource _open = new();

    private OneWayProxy(int target)
    {
        _target = target;
        _open.SetResult();
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Endpoint => new($"ws://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/peer");

    /// <summary>Before a node that will listen on a port.</summary>
    public static OneWayProxy Before(int port) => new(port);

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public void Hold() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        await _stop.CancelAsync();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token), _stop.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // the test is over
        }
    }

    private async Task ServeAsync(Socket client, CancellationToken stop)
    {
        using (client)
        using (var node = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true })
        {
            client.NoDelay = true;
            try
            {
                await node.ConnectAsync(IPAddress.Loopback, _target, stop);
                await Task.WhenAny(PumpAsync(client, node, held: true, stop), PumpAsync(node, client, held: false, stop));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException)
            {
                // one side is gone, and so is the other now
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool held, CancellationToken stop)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer, stop) is > 0 and var count)
        {
            if (held)
                await _open.Task.WaitAsync(stop);
            for (var sent = 0; sent < count;)
                sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), stop);
        }
    }
}
