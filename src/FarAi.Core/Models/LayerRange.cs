namespace FarAi.Core.Models;

/// <summary>A contiguous run of a model's transformer layers, <c>[Start, End)</c>.</summary>
public readonly record struct LayerRange(int Start, int End)
{
    /// <summary>How many layers the run holds.</summary>
    public int Count => End - Start;

    /// <summary>The whole of a model with <paramref name="layers"/> layers.</summary>
    public static LayerRange All(int layers) => new(0, layers);

    /// <inheritdoc/>
    public override string ToString() => $"{Start}..{End}";
}
