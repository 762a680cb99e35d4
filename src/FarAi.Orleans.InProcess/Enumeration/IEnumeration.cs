namespace FarAi.Orleans.InProcess;

/// <summary>An enumeration that an activation serves, whatever its element type. Touched in the activation's turns only.</summary>
internal interface IEnumeration
{
    /// <summary>Marks the enumeration and says whether its consumer has been away since the last mark.</summary>
    bool MarkAndCheckAbandoned();

    /// <summary>Cancels the iterator and runs its finally blocks.</summary>
    Task EndAsync(CancellationToken cancellation);
}
