namespace FarAi.Conventions.Tests;

internal static class Offenders
{
    /// <summary>Fails with the rule and every offender, one a line.</summary>
    public static void AssertNone(string rule, IEnumerable<string> offenders)
    {
        string[] found = [.. offenders];
        Assert.True(found.Length == 0, $"{rule}{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", found)}");
    }
}
