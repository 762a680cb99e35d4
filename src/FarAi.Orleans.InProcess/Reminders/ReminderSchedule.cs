using Orleans;

namespace FarAi.Orleans.InProcess;

/// <summary>When reminders are due. Ticks stand on a fixed grid from the first one; those that were missed are not made up for. Times are UTC.</summary>
internal static class ReminderSchedule
{
    /// <summary>The first tick that is not before <paramref name="now"/>.</summary>
    public static DateTime Next(ReminderEntry entry, DateTime now)
    {
        if (now <= entry.StartAt)
            return entry.StartAt;
        var sinceTick = (now.Ticks - entry.StartAt.Ticks) % entry.Period.Ticks;
        return sinceTick == 0 ? now : Later(now, TimeSpan.FromTicks(entry.Period.Ticks - sinceTick));
    }

    /// <summary>The tick after one that has been delivered, which may have taken longer than a period.</summary>
    public static DateTime Following(ReminderEntry entry, DateTime delivered, DateTime now) =>
        Next(entry, now) is var next && next > delivered ? next : Later(delivered, entry.Period);

    private static DateTime Later(DateTime time, TimeSpan by) => DateTime.MaxValue - time < by ? DateTime.MaxValue : time + by;
}
