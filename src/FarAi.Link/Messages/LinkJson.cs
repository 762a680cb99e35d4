using System.Text.Json.Serialization;
using FarAi.Core.Nodes;

namespace FarAi.Link;

/// <summary>How control messages are written: generated code, camel case, bounded depth, nothing required may be missing, so nulls are written, and only what may be null is read as such.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 12)]
[JsonSerializable(typeof(NodeCommand))]
[JsonSerializable(typeof(NodeEvent))]
[JsonSerializable(typeof(NodeRegistration))]
[JsonSerializable(typeof(NodeAdmission))]
[JsonSerializable(typeof(OpenSession))]
[JsonSerializable(typeof(PeerFault))]
internal sealed partial class LinkJson : JsonSerializerContext;
