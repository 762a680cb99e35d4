using System.Globalization;
using Orleans.Streams;

namespace Orleans.Providers.Streams.Common;

/// <summary>A place in a memory stream.</summary>
public sealed class EventSequenceToken : StreamSequenceToken
{
    /// <summary>The first event of a batch.</summary>
    public EventSequenceToken(long seqNumber)
        : this(seqNumber, 0)
    {
    }

    /// <summary>An event of a batch.</summary>
    public EventSequenceToken(long seqNumber, int eventInd)
    {
        SequenceNumber = seqNumber;
        EventIndex = eventInd;
    }

    /// <inheritdoc/>
    public override long SequenceNumber { get; protected set; }

    /// <inheritdoc/>
    public override int EventIndex { get; protected set; }

    /// <inheritdoc/>
    public override bool Equals(StreamSequenceToken? other) =>
        other is EventSequenceToken token && token.SequenceNumber == SequenceNumber && token.EventIndex == EventIndex;

    /// <inheritdoc/>
    public override int CompareTo(StreamSequenceToken? other) => other switch
    {
        null => 1,
        EventSequenceToken token => (SequenceNumber, EventIndex).CompareTo((token.SequenceNumber, token.EventIndex)),
        _ => throw new ArgumentOutOfRangeException(nameof(other)),
    };

    /// <inheritdoc/>
    public override string ToString() =>
        string.Format(CultureInfo.InvariantCulture, "[EventSequenceToken: SeqNum={0}, EventIndex={1}]", SequenceNumber, EventIndex);
}
