namespace FarAi.Orleans.InProcess;

/// <summary>One stored subscription; the consumer is a grain id as text.</summary>
internal sealed record StreamSubscriptionRecord(Guid Id, string Consumer, bool IsClient);
