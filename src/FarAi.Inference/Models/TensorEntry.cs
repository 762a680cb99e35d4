using System.Collections.Immutable;

namespace FarAi.Inference.Models;

/// <summary>One tensor of a safetensors header.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Dimensions, outermost first.</param>
/// <param name="Start">First byte, counted from the end of the header.</param>
/// <param name="Length">Bytes.</param>
public sealed record TensorEntry(string Name, ElementType Type, ImmutableArray<long> Shape, long Start, long Length);
