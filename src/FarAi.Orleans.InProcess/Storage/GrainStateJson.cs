using System.Text.Json;

namespace FarAi.Orleans.InProcess;

/// <summary>How stored states are written: plain JSON of the state's public properties, grain references by identity.</summary>
internal static class GrainStateJson
{
    public static JsonSerializerOptions Default { get; } = new(JsonSerializerDefaults.General)
    {
        // Immutable records without setters are the rule for states, and fields carry nothing.
        IncludeFields = false,
        AllowTrailingCommas = false,
        Converters = { new GrainReferenceJson() },
    };
}
