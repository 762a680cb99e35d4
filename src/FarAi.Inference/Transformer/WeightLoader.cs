using System.Runtime.CompilerServices;
using FarAi.Inference.Kernels;
using FarAi.Inference.Models;

namespace FarAi.Inference.Transformer;

/// <summary>Hands out tensors: F32 and BF16 matrices straight from the mapped file, F16 matrices and all vectors widened into memory of its own.</summary>
internal sealed unsafe class WeightLoader(ModelWeights weights) : IDisposable
{
    private readonly Dictionary<string, AlignedFloats> _widened = [];

    /// <summary>A matrix [outputs, inputs]. Valid until this and the weights are disposed.</summary>
    public WeightMatrix Matrix(TensorShape shape)
    {
        (nint address, ElementType type) = weights.Find(shape.Name);
        return type switch
        {
            ElementType.BF16 => new WeightMatrix(address, true, shape.Outputs, shape.Inputs),
            ElementType.F32 => new WeightMatrix(address, false, shape.Outputs, shape.Inputs),
            _ => new WeightMatrix((nint)Widen(shape, address, type), false, shape.Outputs, shape.Inputs),
        };
    }

    /// <summary>A vector [outputs] in fp32.</summary>
    public float* Vector(TensorShape shape)
    {
        (nint address, ElementType type) = weights.Find(shape.Name);
        return Widen(shape, address, type);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (AlignedFloats floats in _widened.Values)
        {
            floats.Dispose();
        }
    }

    private float* Widen(TensorShape shape, nint address, ElementType type)
    {
        if (_widened.TryGetValue(shape.Name, out AlignedFloats? known))
        {
            return known.Pointer;
        }

        long count = (long)shape.Outputs * Math.Max(1, shape.Inputs);
        var floats = new AlignedFloats(count);
        _widened.Add(shape.Name, floats);
        byte* source = (byte*)address;
        for (long i = 0; i < count; i++)
        {
            floats.Pointer[i] = type switch
            {
                ElementType.F32 => SingleFormat.LoadOne(source + (i * 4)),
                ElementType.BF16 => BrainFormat.LoadOne(source + (i * 2)),
                _ => (float)BitConverter.UInt16BitsToHalf(Unsafe.ReadUnaligned<ushort>(source + (i * 2))),
            };
        }

        return floats.Pointer;
    }
}
