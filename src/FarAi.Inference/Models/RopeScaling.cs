namespace FarAi.Inference.Models;

/// <summary>How the rotary frequencies are stretched beyond the context of pre-training.</summary>
/// <param name="IsLlama3">Llama 3.1's frequency-dependent scaling if true, else linear interpolation of positions.</param>
/// <param name="Factor">Divides the (low) frequencies; greater than 0.</param>
/// <param name="LowFrequencyFactor">llama3: wavelengths above originalContext / this are divided by the factor.</param>
/// <param name="HighFrequencyFactor">llama3: wavelengths below originalContext / this stay; must be greater than the low factor.</param>
/// <param name="OriginalContext">llama3: positions of the pre-training context.</param>
public sealed record RopeScaling(bool IsLlama3, double Factor, double LowFrequencyFactor, double HighFrequencyFactor, int OriginalContext);
