namespace FarAi.Inference.Kernels;

/// <summary>How one element type is read from memory as fp32 lanes.</summary>
public unsafe interface IWeightFormat
{
    /// <summary>Bytes per element.</summary>
    static abstract int Size { get; }

    /// <summary>Reads and widens 16 elements.</summary>
    static abstract TLanes Load<TLanes>(byte* source)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>Reads and widens one element.</summary>
    static abstract float LoadOne(byte* source);
}
