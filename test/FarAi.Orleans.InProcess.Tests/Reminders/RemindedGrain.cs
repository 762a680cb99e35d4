using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests.Reminders;

internal interface IRemindedGrain : IGrainWithStringKey
{
    Task Remind(string name, TimeSpan dueTime, TimeSpan period);

    Task<bool> Forget(string name);

    /// <summary>Registers anew and then uses the handle from before.</summary>
    Task ForgetWithAStaleHandle(string name, TimeSpan period);

    Task<string[]> Names();

    Task<bool> Has(string name);

    Task Leave();
}

internal interface IDeafGrain : IGrainWithStringKey
{
    Task Remind();
}

/// <summary>Writes <c>key:name n</c> for its n-th tick of each name. "fails" fails every time.</summary>
internal sealed class RemindedGrain(Journal journal, Ticks ticks) : Grain, IRemindedGrain, IRemindable
{
    public Task Remind(string name, TimeSpan dueTime, TimeSpan period) => this.RegisterOrUpdateReminder(name, dueTime, period);

    public async Task<bool> Forget(string name)
    {
        if (await this.GetReminder(name) is not { } reminder)
            return false;
        await this.UnregisterReminder(reminder);
        return true;
    }

    public async Task ForgetWithAStaleHandle(string name, TimeSpan period)
    {
        var stale = await this.RegisterOrUpdateReminder(name, period, period);
        await this.RegisterOrUpdateReminder(name, period, period);
        await this.UnregisterReminder(stale);
    }

    public async Task<string[]> Names() => [.. (await this.GetReminders()).Select(reminder => reminder.ReminderName).Order(StringComparer.Ordinal)];

    public async Task<bool> Has(string name) => await this.GetReminder(name) is not null;

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var name = $"{this.GetPrimaryKeyString()}:{reminderName}";
        journal.Write($"{name} {ticks.Add(name, status)}");
        return reminderName == "fails" ? throw new InvalidDataException(reminderName) : Task.CompletedTask;
    }
}

/// <summary>Asks for a reminder that it could not receive.</summary>
internal sealed class DeafGrain : Grain, IDeafGrain
{
    public Task Remind() => this.RegisterOrUpdateReminder("r", TimeSpan.FromHours(1), TimeSpan.FromHours(1));
}
