namespace Orleans;

/// <summary>A grain whose key is a <see cref="long"/> and a string.</summary>
public interface IGrainWithIntegerCompoundKey : IGrain
{
}
