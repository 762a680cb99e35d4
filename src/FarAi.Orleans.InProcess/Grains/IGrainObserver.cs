using Orleans.Runtime;

namespace Orleans;

/// <summary>An object outside the grains that grains may call, see <see cref="IGrainFactory.CreateObjectReference{T}"/>.</summary>
public interface IGrainObserver : IAddressable
{
}
