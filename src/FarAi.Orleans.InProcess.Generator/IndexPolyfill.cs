namespace System;

/// <summary>What the compiler needs for list patterns on netstandard2.0.</summary>
internal readonly struct Index(int value, bool fromEnd = false)
{
    /// <summary>The offset into a collection of the given length.</summary>
    public int GetOffset(int length) => fromEnd ? length - value : value;
}
