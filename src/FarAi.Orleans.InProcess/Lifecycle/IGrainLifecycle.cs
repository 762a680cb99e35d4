namespace Orleans.Runtime;

/// <summary>The life of one activation, see <see cref="GrainLifecycleStage"/>.</summary>
public interface IGrainLifecycle : ILifecycleObservable
{
}
