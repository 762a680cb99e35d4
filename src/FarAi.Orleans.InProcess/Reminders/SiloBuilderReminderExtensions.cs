using FarAi.Orleans.InProcess;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Timers;

namespace Orleans.Hosting;

/// <summary>Adds reminders to a host.</summary>
public static class SiloBuilderReminderExtensions
{
    /// <summary>Adds reminders; where they are stored says another call, or an <see cref="IReminderTable"/> among the services.</summary>
    public static ISiloBuilder AddReminders(this ISiloBuilder builder) => builder.ConfigureServices(services => AddReminders(services));

    /// <summary>Adds reminders; where they are stored says another call, or an <see cref="IReminderTable"/> among the services.</summary>
    public static void AddReminders(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(IReminderRegistry)))
            return;
        services.AddSingleton<IReminderRegistry, ReminderRegistry>();
        services.AddHostedService<ReminderService>();
    }
}
