namespace FarAi.Link.Tests;

/// <summary>How long a test waits for what must happen: long enough for a busy machine, so that only a fault reaches it.</summary>
internal static class Patience
{
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(30);
}
