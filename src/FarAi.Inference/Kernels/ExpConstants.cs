namespace FarAi.Inference.Kernels;

/// <summary>The constants of the exponential, shared by the vector kernel and its scalar twin.</summary>
internal static class ExpConstants
{
    // Chosen so that the result and every 2ⁿ stay normal numbers: adding n to the exponent bits can't overflow.
    public const float Lowest = -86f;
    public const float Highest = 88f;
    public const float Log2E = 1.44269504088896341f;

    // 1.5·2²³: adding it rounds to the nearest integer and leaves that integer in the low bits.
    public const float Shift = 12582912f;
    public const float MinusLn2High = -0.693359375f;
    public const float MinusLn2Low = 2.12194440e-4f;
    public const float P0 = 1.9875691500e-4f;
    public const float P1 = 1.3981999507e-3f;
    public const float P2 = 8.3334519073e-3f;
    public const float P3 = 4.1665795894e-2f;
    public const float P4 = 1.6666665459e-1f;
    public const float P5 = 5.0000001201e-1f;
}
