using System.Text.Json.Serialization;

namespace FarAi.Cli.Chaos;

/// <summary>The JSON of <c>farai chaos --json</c>.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<FaultRecord>))]
internal sealed partial class ChaosJson : JsonSerializerContext;
