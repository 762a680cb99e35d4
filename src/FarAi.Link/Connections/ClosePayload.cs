using System.Buffers.Binary;
using System.Text;

namespace FarAi.Link;

/// <summary>The payload of Refused and Close: error u16 (0 for none), reason in UTF-8. What a peer says is cleaned for logs.</summary>
internal static class ClosePayload
{
    private const int MaxBytes = 512;

    public static byte[] Write(LinkError? error, string reason)
    {
        var text = Encoding.UTF8.GetBytes(reason);
        var payload = new byte[sizeof(ushort) + Math.Min(text.Length, MaxBytes)];
        BinaryPrimitives.WriteUInt16LittleEndian(payload, (ushort)(error ?? 0));
        text.AsSpan(0, payload.Length - sizeof(ushort)).CopyTo(payload.AsSpan(sizeof(ushort)));
        return payload;
    }

    public static (LinkError? Error, string Reason) Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < sizeof(ushort))
            return (LinkError.Malformed, "a close without an error number");
        var number = BinaryPrimitives.ReadUInt16LittleEndian(payload);
        var bytes = payload[sizeof(ushort)..];
        var text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MaxBytes)]);
        var clean = string.Create(text.Length, text, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++)
                target[i] = char.IsControl(source[i]) ? ' ' : source[i]; // a peer must not forge log lines
        });
        return number == 0 ? (null, clean) : ((LinkError)number, clean);
    }
}
