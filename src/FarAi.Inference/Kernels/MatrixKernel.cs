namespace FarAi.Inference.Kernels;

/// <summary>
/// y[r, o] = Σᵢ w[o, i] · x[r, i]: the products of rows of activations with the rows of a weight matrix.
/// Each (r, o) is reduced in sixteen lanes in ascending i, whatever the tile around it, so a row's result does not depend on
/// how many rows are computed together.
/// </summary>
public static unsafe class MatrixKernel
{
    // One block of weight rows stays in the first- or second-level cache while every group of activation rows passes over it.
    private const long BlockBytes = 64 * 1024;

    /// <summary>Multiplies on the widest registers of this machine.</summary>
    /// <param name="w">[outputs, inputs]</param>
    /// <param name="x">[rows, inputs], rows <paramref name="xStride"/> floats apart</param>
    /// <param name="xStride">At least inputs.</param>
    /// <param name="y">[rows, outputs], rows <paramref name="yStride"/> floats apart</param>
    /// <param name="yStride">At least outputs.</param>
    /// <param name="rows">Rows of activations.</param>
    /// <param name="accumulate">Add to y instead of overwriting it.</param>
    public static void Multiply(in WeightMatrix w, float* x, int xStride, float* y, int yStride, int rows, bool accumulate) =>
        Multiply(w, 0, w.Outputs, x, xStride, y, yStride, rows, accumulate);

    /// <summary>The same for the outputs [from, to) only; y is still indexed by the whole matrix's outputs.</summary>
    public static void Multiply(in WeightMatrix w, int from, int to, float* x, int xStride, float* y, int yStride, int rows, bool accumulate)
    {
        switch (LaneWidth.Bits)
        {
            case 512:
                Multiply<Lanes512>(w, from, to, x, xStride, y, yStride, rows, accumulate);
                break;
            case 256:
                Multiply<Lanes256>(w, from, to, x, xStride, y, yStride, rows, accumulate);
                break;
            case 128:
                Multiply<Lanes128>(w, from, to, x, xStride, y, yStride, rows, accumulate);
                break;
            default:
                ScalarTwins.Multiply(w, from, to, x, xStride, y, yStride, rows, accumulate);
                break;
        }
    }

    /// <summary>Multiplies with a chosen register width; tests compare the widths.</summary>
    public static void Multiply<TLanes>(in WeightMatrix w, int from, int to, float* x, int xStride, float* y, int yStride, int rows, bool accumulate)
        where TLanes : struct, ILanes<TLanes>
    {
        int block = (int)Math.Clamp(BlockBytes / Math.Max(1, w.RowBytes), 4, 1 << 16) & ~3;
        for (int start = from; start < to; start += block)
        {
            int end = Math.Min(to, start + block);
            if (w.IsBrain)
            {
                Block<TLanes, BrainFormat>(w, start, end, x, xStride, y, yStride, rows, accumulate);
            }
            else
            {
                Block<TLanes, SingleFormat>(w, start, end, x, xStride, y, yStride, rows, accumulate);
            }
        }
    }

    private static void Block<TLanes, TFormat>(in WeightMatrix w, int from, int to, float* x, int xStride, float* y, int yStride, int rows, bool accumulate)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IWeightFormat
    {
        int tiled = w.Inputs % ILanes<TLanes>.Count == 0 ? from + ((to - from) & ~3) : from;
        int row = 0;
        for (; tiled > from && TLanes.HasWideTiles && row + 4 <= rows; row += 4)
        {
            MatrixTiles<TLanes, TFormat>.FourRows(w, from, tiled, x + ((long)row * xStride), xStride, y + ((long)row * yStride), yStride, accumulate);
        }

        for (; tiled > from && row + 2 <= rows; row += 2)
        {
            MatrixTiles<TLanes, TFormat>.TwoRows(w, from, tiled, x + ((long)row * xStride), xStride, y + ((long)row * yStride), yStride, accumulate);
        }

        if (tiled > from && row < rows)
        {
            MatrixTiles<TLanes, TFormat>.OneRow(w, from, tiled, x + ((long)row * xStride), y + ((long)row * yStride), accumulate);
        }

        MatrixTiles<TLanes, TFormat>.Any(w, tiled, to, x, xStride, y, yStride, rows, accumulate);
    }
}
