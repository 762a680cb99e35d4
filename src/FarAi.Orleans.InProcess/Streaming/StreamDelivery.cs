using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// A batch on its way to one subscription. <paramref name="Rewound"/> counts how often the subscription was set back, so that a
/// listener can tell a repeated delivery from one that was asked for.
/// </summary>
internal sealed record StreamDelivery(string Provider, StreamId Stream, Guid Subscription, int Rewound, StreamBatch Batch);
