using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Hosting;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// A silo's part in reminders: opens the table before the silo takes calls, and wakes the keeper now and then, so that it
/// lives on some silo as long as there is one.
/// </summary>
internal sealed partial class ReminderService(
    IServiceProvider services, IGrainFactory grains, TimeProvider time, IOptions<ReminderOptions> options, ILogger<ReminderService> logger) : IHostedService, IDisposable
{
    /// <summary>How long ticks may stay out at most after the keeper's silo has died.</summary>
    private static readonly TimeSpan s_wakePeriod = TimeSpan.FromSeconds(2);

    private ITimer? _timer;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var checkedOptions = ReminderOptionsCheck.Checked(options);
        if (services.GetService<IReminderTable>() is not { } table)
            return;
        using var patience = new CancellationTokenSource(checkedOptions.InitializationTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        await table.StartAsync(either.Token);
        using (ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(static self => ((ReminderService)self!).Wake(), this, TimeSpan.Zero, s_wakePeriod);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        if (_timer is not null && services.GetService<IReminderTable>() is { } table)
            await table.StopAsync(cancellationToken);
    }

    public void Dispose() => _timer?.Dispose();

    private void Wake()
    {
        try
        {
            _ = grains.GetGrain<IReminderKeeperGrain>(ReminderRegistry.KeeperKey).Wake();
        }
#pragma warning disable CA1031 // Top of the timer: logged, and the next period tries again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogNotWoken(error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The keeper of reminders could not be woken; the next try is in some seconds.")]
    private partial void LogNotWoken(Exception error);
}
