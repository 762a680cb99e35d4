using System.Net.WebSockets;

namespace FarAi.Link;

/// <summary>Tells exceptions of a broken or aborted WebSocket from faults in the program.</summary>
internal static class SocketFault
{
    // InvalidOperationException: .NET's WebSocket throws it where the state changed under the call.
    public static bool Matches(Exception exception) =>
        exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException
            or InvalidOperationException or TimeoutException;
}
