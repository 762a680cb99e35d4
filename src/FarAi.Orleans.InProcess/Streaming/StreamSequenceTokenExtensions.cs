namespace Orleans.Streams;

/// <summary>Compares places in a stream.</summary>
public static class StreamSequenceTokenExtensions
{
    /// <summary>Whether this place comes after the other.</summary>
    public static bool Newer(this StreamSequenceToken me, StreamSequenceToken other) => me.CompareTo(other) > 0;

    /// <summary>Whether this place comes before the other.</summary>
    public static bool Older(this StreamSequenceToken me, StreamSequenceToken other) => me.CompareTo(other) < 0;
}
