namespace FarAi.Cli.Chaos;

/// <summary>Quantiles of measured figures, by the nearest rank.</summary>
internal static class Quantile
{
    /// <summary>The value that a share of the figures does not exceed; null where there are none.</summary>
    public static double? Of(IReadOnlyCollection<double> figures, double share) =>
        figures.Count == 0 ? null : figures.Order().ElementAt(Math.Max(0, (int)Math.Ceiling(share * figures.Count) - 1));
}
