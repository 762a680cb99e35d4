using System.Runtime.InteropServices;

namespace FarAi.Inference.Tests;

/// <summary>Compares floats bit by bit: 0 and −0 differ, equal NaNs do not.</summary>
internal static class Bits
{
    public static void AssertEqual(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        ReadOnlySpan<int> left = MemoryMarshal.Cast<float, int>(expected), right = MemoryMarshal.Cast<float, int>(actual);
        int same = left.CommonPrefixLength(right);
        Assert.True(same == left.Length, same == left.Length ? "" : $"Index {same} of {left.Length}: {expected[same]:R} expected, {actual[same]:R} found.");
    }
}
