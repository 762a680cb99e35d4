using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FarAi.Core.Nodes;

namespace FarAi.Link;

/// <summary>Reads and writes the JSON payloads. Reading never throws: false for anything that isn't exactly such a message.</summary>
public static class ControlPayload
{
    /// <summary>The largest control payload, bytes: an <see cref="OpenSession"/> with some million tokens.</summary>
    public const int MaxBytes = 16 << 20;

    /// <summary>Writes a command.</summary>
    public static byte[] Write(NodeCommand message) => JsonSerializer.SerializeToUtf8Bytes(message, LinkJson.Default.NodeCommand);

    /// <summary>Writes an event.</summary>
    public static byte[] Write(NodeEvent message) => JsonSerializer.SerializeToUtf8Bytes(message, LinkJson.Default.NodeEvent);

    /// <summary>Writes a registration.</summary>
    public static byte[] Write(NodeRegistration message) => JsonSerializer.SerializeToUtf8Bytes(message, LinkJson.Default.NodeRegistration);

    /// <summary>Writes an admission.</summary>
    public static byte[] Write(NodeAdmission message) => JsonSerializer.SerializeToUtf8Bytes(message, LinkJson.Default.NodeAdmission);

    /// <summary>Writes a session for the next stage.</summary>
    public static byte[] WriteOpenSession(OpenSession message) => JsonSerializer.SerializeToUtf8Bytes(message, LinkJson.Default.OpenSession);

    /// <summary>Writes a fault.</summary>
    public static byte[] Write(PeerFault message) => JsonSerializer.SerializeToUtf8Bytes(message, LinkJson.Default.PeerFault);

    /// <summary>Reads a command.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out NodeCommand? message) =>
        TryRead(payload, LinkJson.Default.NodeCommand, out message);

    /// <summary>Reads an event.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out NodeEvent? message) =>
        TryRead(payload, LinkJson.Default.NodeEvent, out message);

    /// <summary>Reads a registration.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out NodeRegistration? message) =>
        TryRead(payload, LinkJson.Default.NodeRegistration, out message);

    /// <summary>Reads an admission.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out NodeAdmission? message) =>
        TryRead(payload, LinkJson.Default.NodeAdmission, out message);

    /// <summary>Reads a session.</summary>
    public static bool TryReadOpenSession(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out OpenSession? message) =>
        TryRead(payload, LinkJson.Default.OpenSession, out message);

    /// <summary>Reads a fault.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out PeerFault? message) =>
        TryRead(payload, LinkJson.Default.PeerFault, out message);

    private static bool TryRead<T>(ReadOnlySpan<byte> payload, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? message)
        where T : class
    {
        message = null;
        if (payload.Length is 0 or > MaxBytes)
            return false;
        try
        {
            message = JsonSerializer.Deserialize(payload, type);
        }
        catch (JsonException)
        {
            return false;
        }
        catch (NotSupportedException) // no discriminator: the base type itself can't be made
        {
            return false;
        }

        return message is not null;
    }
}
