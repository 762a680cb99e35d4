using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>All reminders of the cluster: the one place that changes the table and makes grains tick.</summary>
internal interface IReminderKeeperGrain : IGrainWithIntegerKey
{
    /// <summary>Stores a reminder, due after <paramref name="dueTime"/> and then every <paramref name="period"/>.</summary>
    Task<ReminderHandle> Register(GrainId grain, string name, TimeSpan dueTime, TimeSpan period);

    /// <summary>Erases a reminder.</summary>
    Task Unregister(ReminderHandle reminder);

    /// <summary>One reminder, or null.</summary>
    Task<ReminderHandle?> Find(GrainId grain, string name);

    /// <summary>The reminders of one grain.</summary>
    Task<List<ReminderHandle>> FindAll(GrainId grain);

    /// <summary>Does nothing but that a keeper which had died with its silo lives again.</summary>
    [OneWay]
    Task Wake();
}
