namespace FarAi.Orleans.InProcess;

/// <summary>A timer as its activation keeps it, whatever its state type.</summary>
internal interface IActivationTimer : IDisposable
{
    /// <summary>Stops it without a word to the grain, whose silo has crashed.</summary>
    void Stop();
}
