using System.Buffers;

namespace FarAi.Link;

/// <summary>
/// Holds received frames until they are due: arrival plus a constant delay, so that order is kept and throughput isn't
/// lowered. A thread of its own delivers, because timers of the pool are neither precise nor punctual enough.
/// </summary>
internal sealed class DelayLine
{
    private readonly Queue<Item> _items = new();
    private readonly object _gate = new(); // Monitor: its Wait and Pulse are needed
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<Frame, bool> _deliver;
    private readonly Action _end;
    private readonly TimeSpan _delay;
    private readonly long _maxBytes;
    private long _bytes;

    /// <summary>Starts the thread.</summary>
    /// <param name="options">Gives the delay and, with the queue's bound, how much may be held; more makes the receiver wait.</param>
    /// <param name="deliver">Takes a frame that is due; after false the rest is dropped.</param>
    /// <param name="end">The last call.</param>
    public DelayLine(LinkOptions options, Func<Frame, bool> deliver, Action end)
    {
        _delay = options.InjectedDelay;
        _maxBytes = options.MaxQueuedBytes;
        _deliver = deliver;
        _end = end;
        new Thread(Run) { IsBackground = true, Name = "link delay" }.Start();
    }

    /// <summary>Completes after the last call.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Takes a copy of a frame that has just arrived.</summary>
    public void Add(in Frame frame)
    {
        var copy = ArrayPool<byte>.Shared.Rent(frame.Payload.Length);
        frame.Payload.CopyTo(copy);
        Enqueue(new Item(PreciseWait.Now + _delay, frame with { Payload = copy.AsMemory(0, frame.Payload.Length) }, copy));
    }

    /// <summary>Nothing more comes; the end is delivered when it is due, after all frames.</summary>
    public void Complete() => Enqueue(new Item(PreciseWait.Now + _delay, default, null));

    private void Enqueue(Item item)
    {
        lock (_gate)
        {
            while (_bytes > _maxBytes)
                Monitor.Wait(_gate);
            _items.Enqueue(item);
            _bytes += item.Frame.Payload.Length;
            Monitor.PulseAll(_gate);
        }
    }

    private void Run()
    {
        var live = true;
        while (Next() is { Copy: { } copy } item)
        {
            if (live)
            {
                PreciseWait.Until(item.Due);
                live = _deliver(item.Frame);
            }

            ArrayPool<byte>.Shared.Return(copy);
        }

        _end();
        _ended.SetResult();
    }

    /// <summary>The next item; the end marker (no copy) has been waited for.</summary>
    private Item Next()
    {
        Item item;
        lock (_gate)
        {
            while (_items.Count == 0)
                Monitor.Wait(_gate);
            item = _items.Dequeue();
            _bytes -= item.Frame.Payload.Length;
            Monitor.PulseAll(_gate);
        }

        if (item.Copy is null)
            PreciseWait.Until(item.Due);
        return item;
    }

    private readonly record struct Item(TimeSpan Due, Frame Frame, byte[]? Copy);
}
