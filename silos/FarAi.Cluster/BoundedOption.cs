using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace FarAi.Cluster;

/// <summary>Makes options that take a number between two bounds, so that a wrong one is one clear line.</summary>
public static class BoundedOption
{
    /// <summary>An option whose value is <paramref name="least"/> to <paramref name="most"/>.</summary>
    /// <param name="name">Its name, with dashes.</param>
    /// <param name="description">What it means.</param>
    /// <param name="value">Its default.</param>
    /// <param name="least">The least legal value.</param>
    /// <param name="most">The greatest legal value.</param>
    public static Option<T> Create<T>(string name, string description, T value, T least, T most)
        where T : struct, INumber<T> => new(name)
        {
            Description = string.Create(CultureInfo.InvariantCulture, $"{description} {least} to {most}."),
            DefaultValueFactory = _ => value,
            CustomParser = result =>
            {
                if (T.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var parsed) && parsed >= least && parsed <= most)
                    return parsed;
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} must be {least} to {most}, not '{result.Tokens[0].Value}'"));
                return default;
            },
        };
}
