namespace Orleans.Runtime;

/// <summary>
/// An interface that a grain speaks through an object beside it: <see cref="GrainExtensions.AsReference{T}"/> gives the reference, the
/// object comes from AddGrainExtension or SetComponent. Its calls are turns of the grain.
/// </summary>
public interface IGrainExtension : IAddressable
{
}
