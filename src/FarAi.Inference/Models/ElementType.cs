namespace FarAi.Inference.Models;

/// <summary>A safetensors element type that the engine computes with.</summary>
public enum ElementType
{
    /// <summary>A type of the format that the engine does not compute with; legal in tensors it does not need.</summary>
    Other,

    /// <summary>IEEE 754 binary32.</summary>
    F32,

    /// <summary>IEEE 754 binary16; widened when loaded.</summary>
    F16,

    /// <summary>bfloat16; stays as it is in the file.</summary>
    BF16,
}
