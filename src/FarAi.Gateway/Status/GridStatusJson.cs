using System.Text.Json;
using System.Text.Json.Serialization;

namespace FarAi.Gateway.Status;

/// <summary>The JSON of <see cref="GridStatus"/>, for both ends.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(GridStatus))]
public sealed partial class GridStatusJson : JsonSerializerContext;
