namespace FarAi.Inference.Kernels;

/// <summary>
/// Sixteen fp32 lanes, the unit in which every kernel reduces. Lane i of a sum holds the elements i, i+16, i+32, …, so a
/// 512-bit, 256-bit, 128-bit or scalar machine performs the same roundings in the same order and gets the same bits.
/// </summary>
/// <remarks>Multiply-adds are fused (one rounding); nothing else is contracted, reassociated or estimated.</remarks>
public unsafe interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>The number of lanes.</summary>
    const int Count = 16;

    /// <summary>Whether the register file holds a tile of 4×4 accumulators beside its operands.</summary>
    static abstract bool HasWideTiles { get; }

    /// <summary>All lanes hold <paramref name="value"/>.</summary>
    static abstract TSelf Broadcast(float value);

    /// <summary>Reads 16 floats; no alignment is required.</summary>
    static abstract TSelf Load(float* source);

    /// <summary>Reads 16 bfloat16 and widens them (exact).</summary>
    static abstract TSelf LoadBrain(ushort* source);

    /// <summary>Writes 16 floats; no alignment is required.</summary>
    static abstract void Store(TSelf value, float* target);

    /// <summary>a·b + c with one rounding.</summary>
    static abstract TSelf Fused(TSelf a, TSelf b, TSelf c);

    /// <summary>a + b.</summary>
    static abstract TSelf Add(TSelf a, TSelf b);

    /// <summary>a − b.</summary>
    static abstract TSelf Subtract(TSelf a, TSelf b);

    /// <summary>a · b.</summary>
    static abstract TSelf Multiply(TSelf a, TSelf b);

    /// <summary>a / b.</summary>
    static abstract TSelf Divide(TSelf a, TSelf b);

    /// <summary>The larger of each pair.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>The smaller of each pair.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>Adds the low bits of <paramref name="power"/>, shifted into the exponent, to the bits of <paramref name="value"/>.</summary>
    static abstract TSelf ScaleByPowerOfTwo(TSelf value, TSelf power);

    /// <summary>The sum of the lanes as a fixed tree: halves are added, 16 → 8 → 4 → 2 → 1.</summary>
    static abstract float Sum(TSelf value);
}
