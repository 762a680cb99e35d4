namespace FarAi.Orleans.InProcess;

/// <summary>An attached listener of whatever type.</summary>
internal interface IStreamListener
{
    Task DeliverAsync(StreamDelivery delivery);

    Task FailAsync(Exception error);
}
