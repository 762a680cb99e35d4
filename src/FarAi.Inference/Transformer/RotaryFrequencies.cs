using FarAi.Inference.Kernels;
using FarAi.Inference.Models;

namespace FarAi.Inference.Transformer;

/// <summary>The rotary embedding's angles: position · frequency, in double precision from portable functions.</summary>
internal sealed unsafe class RotaryFrequencies
{
    private readonly double[] _frequencies;

    public RotaryFrequencies(ModelConfig config)
    {
        _frequencies = new double[config.HeadDimension / 2];
        double logTheta = PortableMath.Log(config.RopeTheta);
        for (int i = 0; i < _frequencies.Length; i++)
        {
            double frequency = PortableMath.Exp(-logTheta * (2.0 * i / config.HeadDimension));
            _frequencies[i] = config.RopeScaling is { } scaling ? Scale(frequency, scaling) : frequency;
        }
    }

    /// <summary>Pairs per head.</summary>
    public int Half => _frequencies.Length;

    /// <summary>Writes cos[half] and sin[half] of one position.</summary>
    public void Write(int position, float* cos, float* sin)
    {
        for (int i = 0; i < _frequencies.Length; i++)
        {
            (double s, double c) = PortableMath.SinCos(position * _frequencies[i]);
            cos[i] = (float)c;
            sin[i] = (float)s;
        }
    }

    // Llama 3.1: long waves are stretched by the factor, short ones kept, those between blended.
    private static double Scale(double frequency, RopeScaling scaling)
    {
        if (!scaling.IsLlama3)
        {
            return frequency / scaling.Factor;
        }

        double wavelength = 2 * Math.PI / frequency;
        if (wavelength < scaling.OriginalContext / scaling.HighFrequencyFactor)
        {
            return frequency;
        }

        if (wavelength > scaling.OriginalContext / scaling.LowFrequencyFactor)
        {
            return frequency / scaling.Factor;
        }

        double smooth = ((scaling.OriginalContext / wavelength) - scaling.LowFrequencyFactor)
            / (scaling.HighFrequencyFactor - scaling.LowFrequencyFactor);
        return ((1 - smooth) * frequency / scaling.Factor) + (smooth * frequency);
    }
}
