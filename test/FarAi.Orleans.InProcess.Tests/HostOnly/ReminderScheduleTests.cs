using FarAi.Orleans.InProcess.Tests.Reminders;
using FarAi.Orleans.InProcess.Tests.Silos;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;

namespace FarAi.Orleans.InProcess.Tests.HostOnly;

/// <summary>For this host only: reminders on the test's own clock, in our SQLite file, and over silos that share a table in memory.</summary>
public sealed class ReminderScheduleTests : IDisposable
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("farai-reminders").FullName;
    private readonly Journal _journal = new();
    private readonly Ticks _ticks = new();
    private readonly ManualTime _time = new();

    [Fact]
    public async Task LongWaits_EndOnTheMinute()
    {
        await using var cluster = await StartAsync();
        var grain = cluster.Client.GetGrain<IRemindedGrain>("a");
        await grain.Remind("r", TimeSpan.FromDays(60), s_hour);
        for (var day = 1; day < 60; day++)
        {
            // The keeper looks once a day; its answer says that it has looked and waits again.
            _time.Advance(TimeSpan.FromDays(1));
            Assert.Equal(["r"], await grain.Names());
        }

        _time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(1));
        Assert.Empty(_ticks.Of("a:r"));
        _time.Advance(TimeSpan.FromMinutes(1));
        await _journal.Written("a:r 1");
        Assert.Equal(DateTime.UnixEpoch + TimeSpan.FromDays(60), Assert.Single(_ticks.Of("a:r")).CurrentTickTime);
    }

    [Fact]
    public async Task StoredReminder_SurvivesTheProcess_AndMissedTicksAreNotMadeUpFor()
    {
        await using (var first = await StartAsync())
        {
            await first.Client.GetGrain<IRemindedGrain>("a").Remind("r", s_hour, s_hour);
            await first.Client.GetGrain<IRemindedGrain>("a").Remind("gone", s_hour, s_hour);
            _time.Advance(s_hour);
            await Task.WhenAll(_journal.Written("a:r 1"), _journal.Written("a:gone 1"));
            Assert.True(await first.Client.GetGrain<IRemindedGrain>("a").Forget("gone"));
        }

        _time.Advance(s_hour * 2.5);
        await using var second = await StartAsync();
        Assert.Equal(["r"], await second.Client.GetGrain<IRemindedGrain>("a").Names());
        Assert.Single(_ticks.Of("a:r"));
        _time.Advance(s_hour * 0.5);
        await _journal.Written("a:r 2");
        var tick = _ticks.Of("a:r")[1];
        Assert.Equal((DateTime.UnixEpoch + s_hour, s_hour, DateTime.UnixEpoch + (s_hour * 4)), (tick.FirstTickTime, tick.Period, tick.CurrentTickTime));
    }

    [Fact]
    public async Task Reminders_TickOn_WhicheverSiloDies()
    {
        await using var cluster = await SiloCluster.StartAsync(3, _journal, (_, silo) =>
        {
            silo.Services.AddSingleton(_ticks);
            silo.UseInMemoryReminderService();
            silo.Configure<ReminderOptions>(options => options.MinimumReminderPeriod = TimeSpan.FromMilliseconds(10));
        });
        string[] keys = ["a", "b", "c", "d"];
        foreach (var key in keys)
            await cluster.Client.GetGrain<IRemindedGrain>(key).Remind("r", TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
        await Task.WhenAll(keys.Select(key => _journal.Written($"{key}:r 1")));
        while (cluster.Silos.Count > 1)
        {
            // The keeper of the reminders dies in one of these.
            await cluster.KillSiloAsync(cluster.Silos[0]);
            await Task.WhenAll(keys.Select(key => _journal.Written($"{key}:r {_ticks.Of($"{key}:r").Count + 3}")));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<TestCluster> StartAsync() => TestCluster.StartAsync(
        silo =>
        {
            silo.Services.AddSingleton(_ticks);
            silo.UseSqliteReminderService(options => options.Path = Path.Combine(_folder, "state.db"));
        },
        _time,
        _journal);
}
