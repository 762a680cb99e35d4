namespace Orleans.Configuration;

/// <summary>Options of placement by activation count.</summary>
public sealed class ActivationCountBasedPlacementOptions
{
    /// <summary>How many silos are compared; default 2, at least 1.</summary>
    public int ChooseOutOf { get; set; } = 2;
}
