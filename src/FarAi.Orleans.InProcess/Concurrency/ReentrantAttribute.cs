namespace Orleans.Concurrency;

/// <summary>All calls to the grain may interleave at its awaits. Still one turn at a time.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute
{

}
