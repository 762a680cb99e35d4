using System.Buffers.Binary;
using System.Net.WebSockets;
using FarAi.Link;

namespace FarAi.Link.Tests;

/// <summary>A WebSocket that sends and reads frames with code of its own, so that a test can break any rule.</summary>
internal sealed class RawWire(WebSocket socket) : IDisposable
{
    public WebSocket Socket => socket;

    public static async Task<RawWire> DialAsync(Uri endpoint)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(endpoint, CancellationToken.None).WaitAsync(Patience.Most);
        return new RawWire(socket);
    }

    public static byte[] Encode(byte kind, ulong correlation, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[13 + payload.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)(9 + payload.Length));
        frame[4] = kind;
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(5), correlation);
        payload.CopyTo(frame.AsSpan(13));
        return frame;
    }

    public Task SendAsync(FrameKind kind, ReadOnlySpan<byte> payload, ulong correlation = 0) =>
        SendBytesAsync(Encode((byte)kind, correlation, payload));

    public Task SendBytesAsync(byte[] bytes, bool endOfMessage = true, WebSocketMessageType type = WebSocketMessageType.Binary) =>
        socket.SendAsync((ArraySegment<byte>)bytes, type, endOfMessage, CancellationToken.None).WaitAsync(Patience.Most);

    /// <summary>The next frames of one message; none after the close.</summary>
    public async Task<List<(FrameKind Kind, byte[] Payload)>> ReceiveAsync()
    {
        var bytes = new List<byte>();
        var buffer = new byte[64 << 10];
        WebSocketReceiveResult result;
        do
        {
            result = await socket.ReceiveAsync((ArraySegment<byte>)buffer, CancellationToken.None).WaitAsync(Patience.Most);
            bytes.AddRange(buffer.AsSpan(0, result.Count));
        }
        while (!result.EndOfMessage);

        var frames = new List<(FrameKind, byte[])>();
        for (var rest = bytes.ToArray().AsSpan(); rest.Length > 0;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(rest);
            frames.Add(((FrameKind)rest[4], rest.Slice(13, length - 9).ToArray()));
            rest = rest[(4 + length)..];
        }

        return frames;
    }

    public async Task<byte[]> ReceiveAsync(FrameKind kind)
    {
        var frame = Assert.Single(await ReceiveAsync());
        Assert.Equal(kind, frame.Kind);
        return frame.Payload;
    }

    /// <summary>Reads until a Refused or Close frame and gives its error.</summary>
    public async Task<LinkError> ReceiveEndAsync()
    {
        while (true)
        {
            foreach (var (kind, payload) in await ReceiveAsync())
            {
                if (kind is FrameKind.Refused or FrameKind.Close)
                    return (LinkError)BinaryPrimitives.ReadUInt16LittleEndian(payload);
            }

            Assert.NotEqual(WebSocketState.CloseReceived, socket.State);
        }
    }

    public void Dispose()
    {
        socket.Abort();
        socket.Dispose();
    }
}
