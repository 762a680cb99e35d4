using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// Keeps all reminders of the cluster in due order and calls their grains. Being a grain, it lives on one silo at a time; every
/// silo's <see cref="ReminderService"/> wakes it, so it comes back from the table when its silo dies.
/// Reentrant: between awaits, table and schedule agree, since a change counts here only once the table has it.
/// </summary>
[GrainType("farai.reminders"), Reentrant, KeepAlive]
internal sealed partial class ReminderKeeperGrain(IReminderTable table, TimeProvider time, ILogger<ReminderKeeperGrain> logger) : Grain, IReminderKeeperGrain
{
    // Timers can't wait for longer than some weeks; looking once a day costs nothing.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromDays(1);

    private readonly Dictionary<(GrainId Grain, string Name), ReminderEntry> _entries = [];
    private readonly PriorityQueue<ReminderEntry, DateTime> _due = new();
    private IGrainTimer? _timer;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _timer = this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true });
        var stored = await table.ReadRows(0, 0);
        foreach (var entry in stored.Reminders)
        {
            entry.StartAt = DateTime.SpecifyKind(entry.StartAt, DateTimeKind.Utc);
            Schedule(entry, ReminderSchedule.Next(entry, Now));
        }

        Arm();
    }

    public async Task<ReminderHandle> Register(GrainId grain, string name, TimeSpan dueTime, TimeSpan period)
    {
        var entry = new ReminderEntry { GrainId = grain, ReminderName = name, StartAt = Now + dueTime, Period = period };
        entry.ETag = await table.UpsertRow(entry)
            ?? throw new ReminderException($"Could not register reminder {entry} to reminder table due to a race. Please try again later.");
        Schedule(entry, ReminderSchedule.Next(entry, Now));
        Arm();
        return HandleOf(entry);
    }

    public async Task Unregister(ReminderHandle reminder)
    {
        var removed = await table.RemoveRow(reminder.Grain, reminder.ReminderName, reminder.ETag);
        if (!removed && await table.ReadRow(reminder.Grain, reminder.ReminderName) is not null)
            throw new ReminderException($"Could not unregister reminder {reminder} from the reminder table, due to tag mismatch. You can retry.");
        if (_entries.TryGetValue((reminder.Grain, reminder.ReminderName), out var entry) && entry.ETag == reminder.ETag)
            _entries.Remove((reminder.Grain, reminder.ReminderName));
    }

    public async Task<ReminderHandle?> Find(GrainId grain, string name) =>
        await table.ReadRow(grain, name) is { } entry ? HandleOf(entry) : null;

    public async Task<List<ReminderHandle>> FindAll(GrainId grain) => [.. (await table.ReadRows(grain)).Reminders.Select(HandleOf)];

    public Task Wake() => Task.CompletedTask;

    private static ReminderHandle HandleOf(ReminderEntry entry) => new(entry.GrainId, entry.ReminderName, entry.ETag!);

    // A queued entry counts while it is the one that the dictionary has; replaced and erased ones are skipped when they come up.
    private bool IsCurrent(ReminderEntry entry) =>
        _entries.TryGetValue((entry.GrainId, entry.ReminderName), out var current) && ReferenceEquals(current, entry);

    private void Schedule(ReminderEntry entry, DateTime due)
    {
        _entries[(entry.GrainId, entry.ReminderName)] = entry;
        _due.Enqueue(entry, due);
    }

    private void Arm()
    {
        if (!_due.TryPeek(out _, out var due))
            return;
        var wait = due - Now;
        // Rounded up to whole milliseconds: a timer that fires early would only have to be armed again.
        wait = wait <= TimeSpan.Zero ? TimeSpan.Zero : wait > s_longestWait ? s_longestWait : TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
        _timer?.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private Task TickAsync()
    {
        var now = Now;
        while (_due.TryPeek(out var entry, out var due) && due <= now)
        {
            _due.Dequeue();
            if (IsCurrent(entry))
                _ = DeliverAsync(entry, due);
        }

        Arm();
        return Task.CompletedTask;
    }

    private async Task DeliverAsync(ReminderEntry entry, DateTime due)
    {
        try
        {
            await GrainFactory.GetGrain<IRemindable>(entry.GrainId).ReceiveReminder(entry.ReminderName, new TickStatus(entry.StartAt, entry.Period, Now));
        }
#pragma warning disable CA1031 // Top of a reminder's loop: as in Orleans, a failed tick is logged and the next one follows at its time.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogTickFailed(error, entry.ReminderName, entry.GrainId, ReminderSchedule.Following(entry, due, Now));
        }

        if (!IsCurrent(entry))
            return;
        _due.Enqueue(entry, ReminderSchedule.Following(entry, due, Now));
        Arm();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Reminder {Reminder} of {Grain} failed; its next tick is at {Next} (UTC).")]
    private partial void LogTickFailed(Exception error, string reminder, GrainId grain, DateTime next);
}
