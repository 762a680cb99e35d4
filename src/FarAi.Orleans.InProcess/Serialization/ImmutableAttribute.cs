namespace Orleans;

/// <summary>Promises that values are never changed after they were sent, so a host need not copy them. The in-process host copies nothing and relies on the promise.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter | AttributeTargets.ReturnValue, Inherited = false)]
public sealed class ImmutableAttribute : Attribute
{

}
