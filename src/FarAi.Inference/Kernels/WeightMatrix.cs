namespace FarAi.Inference.Kernels;

/// <summary>A row-major matrix [Outputs, Inputs] somewhere in memory that the holder keeps alive.</summary>
/// <param name="Data">The first element; no alignment is required.</param>
/// <param name="IsBrain">bfloat16 if true, else fp32.</param>
/// <param name="Outputs">Rows: one dot product each.</param>
/// <param name="Inputs">Columns.</param>
public readonly unsafe record struct WeightMatrix(nint Data, bool IsBrain, int Outputs, int Inputs)
{
    /// <summary>Bytes per row.</summary>
    public long RowBytes => (long)Inputs * (IsBrain ? BrainFormat.Size : SingleFormat.Size);

    /// <summary>The address of row <paramref name="index"/>.</summary>
    public byte* Row(int index) => (byte*)Data + (index * RowBytes);
}
