using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests.Reminders;

/// <summary>Reminders in real time, with periods far below what is allowed by default.</summary>
public sealed class ReminderTests
{
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(100);

    private readonly Journal _journal = new();
    private readonly Ticks _ticks = new();

    [Fact]
    public async Task Reminder_TicksFromItsDueTimeOn_OnAFixedGrid()
    {
        await using var cluster = await StartAsync();
        var before = DateTime.UtcNow;
        await cluster.Client.GetGrain<IRemindedGrain>("a").Remind("r", TimeSpan.FromMilliseconds(300), s_period);
        await _journal.Written("a:r 3");
        var ticks = _ticks.Of("a:r");
        Assert.All(ticks, tick => Assert.Equal((ticks[0].FirstTickTime, s_period), (tick.FirstTickTime, tick.Period)));
        Assert.InRange(ticks[0].FirstTickTime, before + TimeSpan.FromMilliseconds(290), before + TimeSpan.FromSeconds(15));
        Assert.All(ticks, tick => Assert.True(tick.CurrentTickTime >= tick.FirstTickTime - TimeSpan.FromMilliseconds(20)));
        // Never two in one place of the grid, whatever the machine's load.
        var places = ticks.Select(tick => Math.Round((tick.CurrentTickTime - tick.FirstTickTime) / s_period - 0.3)).ToArray();
        Assert.Equal(places.Distinct(), places);
    }

    [Fact]
    public async Task Reminder_ActivatesItsGrain()
    {
        await using var cluster = await StartAsync();
        var grain = cluster.Client.GetGrain<IRemindedGrain>("a");
        await grain.Remind("r", TimeSpan.FromMilliseconds(400), s_period);
        await grain.Leave();
        await _journal.Written("a:r 2");
    }

    [Fact]
    public async Task ForgottenReminder_TicksNoMore()
    {
        await using var cluster = await StartAsync();
        var grain = cluster.Client.GetGrain<IRemindedGrain>("a");
        await grain.Remind("r", TimeSpan.Zero, s_period);
        await _journal.Written("a:r 1");
        Assert.True(await grain.Has("r"));
        Assert.True(await grain.Forget("r"));
        Assert.False(await grain.Has("r"));
        Assert.False(await grain.Forget("r"));
        // One tick may have been on its way; a witness shows that time goes on.
        await grain.Remind("witness", TimeSpan.Zero, s_period);
        await _journal.Written("a:witness 1");
        var ticked = _ticks.Of("a:r").Count;
        await _journal.Written("a:witness 5");
        Assert.Equal(ticked, _ticks.Of("a:r").Count);
        Assert.Equal(["witness"], await grain.Names());
    }

    [Fact]
    public async Task RegisteredAnew_ReplacesTheReminder()
    {
        await using var cluster = await StartAsync();
        var grain = cluster.Client.GetGrain<IRemindedGrain>("a");
        await grain.Remind("r", TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        await grain.Remind("r", TimeSpan.Zero, s_period);
        await grain.Remind("other", TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        await _journal.Written("a:r 2");
        Assert.Equal(["other", "r"], await grain.Names());
        Assert.Empty(_ticks.Of("a:other"));
        Assert.Empty(await cluster.Client.GetGrain<IRemindedGrain>("b").Names());
    }

    [Fact]
    public async Task StaleHandle_IsRefused()
    {
        await using var cluster = await StartAsync();
        var grain = cluster.Client.GetGrain<IRemindedGrain>("a");
        await Assert.ThrowsAsync<ReminderException>(() => grain.ForgetWithAStaleHandle("r", TimeSpan.FromHours(1)));
        Assert.Equal(["r"], await grain.Names());
    }

    [Fact]
    public async Task FailedTick_DoesNotEndTheReminder()
    {
        await using var cluster = await StartAsync();
        await cluster.Client.GetGrain<IRemindedGrain>("a").Remind("fails", TimeSpan.Zero, s_period);
        await _journal.Written("a:fails 3");
    }

    [Fact]
    public async Task WrongTimes_AreRefused()
    {
        await using var cluster = await StartAsync(TimeSpan.FromMinutes(1));
        var grain = cluster.Client.GetGrain<IRemindedGrain>("a");
        var hour = TimeSpan.FromHours(1);
        await Assert.ThrowsAsync<ArgumentException>(() => grain.Remind("r", hour, TimeSpan.FromSeconds(59)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => grain.Remind("r", Timeout.InfiniteTimeSpan, hour));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => grain.Remind("r", hour, Timeout.InfiniteTimeSpan));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => grain.Remind("r", TimeSpan.FromSeconds(-5), hour));
        await Assert.ThrowsAsync<ArgumentNullException>(() => grain.Remind(" ", hour, hour));
        Assert.Empty(await grain.Names());
    }

    [Fact]
    public async Task GrainThatCouldNotReceiveIt_GetsNoReminder()
    {
        await using var cluster = await StartAsync();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.Client.GetGrain<IDeafGrain>("a").Remind());
        Assert.Contains(nameof(IRemindable), error.Message, StringComparison.Ordinal);
    }

    private Task<TestCluster> StartAsync(TimeSpan? minimum = null) => TestCluster.StartAsync(
        silo =>
        {
            silo.Services.AddSingleton(_ticks);
            silo.UseInMemoryReminderService();
            silo.Configure<ReminderOptions>(options => options.MinimumReminderPeriod = minimum ?? TimeSpan.FromMilliseconds(10));
        },
        journal: _journal);
}
