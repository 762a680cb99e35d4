using Orleans.Runtime;

namespace Orleans;

/// <summary>Base of all grain interfaces. Derive from one of the keyed interfaces, not from this one.</summary>
public interface IGrain : IAddressable
{
}
