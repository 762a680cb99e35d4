namespace Orleans.Concurrency;

/// <summary>Names a predicate of the grain class, <c>bool Name(IInvokable request)</c>, static or not, that decides per request whether it may interleave.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MayInterleaveAttribute : Attribute
{
    /// <summary>Names the predicate.</summary>
    public MayInterleaveAttribute(string callbackMethodName) => CallbackMethodName = callbackMethodName;

    internal string CallbackMethodName { get; }
}
