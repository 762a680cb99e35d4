namespace Orleans.Concurrency;

/// <summary>Calls of the method start even while another call awaits. Still one turn at a time.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute
{

}
