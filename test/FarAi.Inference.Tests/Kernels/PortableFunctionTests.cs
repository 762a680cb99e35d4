using FarAi.Inference.Kernels;

namespace FarAi.Inference.Tests.Kernels;

/// <summary>The functions written for equal bits everywhere are also right.</summary>
public sealed class PortableFunctionTests
{
    [Fact]
    public void Logarithm_IsWithinTwoUlp()
    {
        var random = new Random(1);
        for (int i = 0; i < 200_000; i++)
        {
            double x = i % 2 == 0 ? random.NextDouble() + 1e-17 : Math.ScaleB(random.NextDouble() + 0.5, random.Next(-300, 300));
            double exact = Math.Log(x);
            Assert.True(Math.Abs(PortableMath.Log(x) - exact) <= Math.Abs(exact) * 4.5e-16, $"{x:R}");
        }
    }

    [Fact]
    public void Exponential_IsWithinTwoUlp()
    {
        var random = new Random(2);
        for (int i = 0; i < 200_000; i++)
        {
            double x = (random.NextDouble() - 0.5) * 1400;
            Assert.InRange(PortableMath.Exp(x) / Math.Exp(x), 1 - 5e-16, 1 + 5e-16);
        }

        Assert.Equal(0, PortableMath.Exp(-1000));
        Assert.Equal(double.PositiveInfinity, PortableMath.Exp(1000));
        Assert.Equal(1, PortableMath.Exp(0));
    }

    [Fact]
    public void SineAndCosine_HoldUpToAMillionRadians()
    {
        var random = new Random(3);
        for (int i = 0; i < 200_000; i++)
        {
            double x = random.NextDouble() * (i % 2 == 0 ? 10 : 1_048_576);
            (double sin, double cos) = PortableMath.SinCos(x);
            Assert.Equal(Math.Sin(x), sin, 1e-15);
            Assert.Equal(Math.Cos(x), cos, 1e-15);
        }
    }

    [Fact]
    public void SingleExponential_IsWithinItsStatedError()
    {
        for (float x = -86; x <= 88; x += 0.0137f)
        {
            Assert.InRange(ScalarTwins.Exp(x) / Math.Exp(x), 1 - 2e-7, 1 + 2e-7);
        }

        Assert.InRange(ScalarTwins.Exp(-1e30f), 0, 1e-37f);
        Assert.True(float.IsFinite(ScalarTwins.Exp(1e30f)));
    }
}
