using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Timers;

namespace FarAi.Orleans.InProcess;

/// <summary>Checks what grains ask for and hands it to the keeper.</summary>
internal sealed class ReminderRegistry(IServiceProvider services, IGrainFactory grains, IOptions<ReminderOptions> options) : IReminderRegistry
{
    public const long KeeperKey = 0;

    private readonly TimeSpan _minimum = ReminderOptionsCheck.Checked(options).MinimumReminderPeriod;

    private IReminderKeeperGrain Keeper => field ??= grains.GetGrain<IReminderKeeperGrain>(KeeperKey);

    public async Task<IGrainReminder> RegisterOrUpdateReminder(GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        CheckTime(dueTime, nameof(dueTime));
        CheckTime(period, nameof(period));
        if (period < _minimum)
            throw new ArgumentException($"Cannot register reminder {reminderName} as requested period ({period}) is less than minimum allowed reminder period ({_minimum})");
        if (period == TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(period), period, "Reminder period must be greater than zero.");
        CheckName(reminderName);
        CheckCaller();
        return await Keeper.Register(callingGrainId, reminderName, dueTime, period);
    }

    public Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder)
    {
        CheckCaller();
        return Keeper.Unregister((ReminderHandle)reminder);
    }

    public async Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName)
    {
        CheckName(reminderName);
        CheckCaller();
        return await Keeper.Find(callingGrainId, reminderName);
    }

    public async Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId)
    {
        CheckCaller();
        return [.. await Keeper.FindAll(callingGrainId)];
    }

    private static void CheckTime(TimeSpan time, string parameter)
    {
        if (time == Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(parameter, $"Cannot use InfiniteTimeSpan {parameter} to create a reminder");
        if (time < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(parameter, $"Cannot use negative {parameter} to create a reminder");
    }

    private static void CheckName(string reminderName)
    {
        if (string.IsNullOrEmpty(reminderName))
            throw new ArgumentException("Cannot use null or empty name for the reminder", nameof(reminderName));
    }

    private void CheckCaller()
    {
        if (RuntimeContext.Current is null)
            throw new InvalidOperationException("Attempted to access grain from a non-grain context, such as a background thread, which is invalid.");
        if (services.GetService<IReminderTable>() is null)
        {
            throw new OrleansConfigurationException(
                "The reminder service has not been configured. Add UseInMemoryReminderService() or UseSqliteReminderService(...) to the silo.");
        }
    }
}
