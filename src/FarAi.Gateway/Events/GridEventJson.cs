using System.Text.Json;
using System.Text.Json.Serialization;
using FarAi.Core.Events;

namespace FarAi.Gateway.Events;

/// <summary>The JSON of a <see cref="GridEvent"/>, for both ends.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GridEvent))]
public sealed partial class GridEventJson : JsonSerializerContext;
