using FarAi.Orleans.InProcess;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Hosting;

/// <summary>Keeps reminders in memory.</summary>
public static class SiloBuilderReminderMemoryExtensions
{
    /// <summary>Keeps reminders in memory, shared by the silos of the cluster: they outlive silos, but not the process.</summary>
    public static ISiloBuilder UseInMemoryReminderService(this ISiloBuilder builder)
    {
        builder.AddReminders();
        return builder.ConfigureServices(services => services.AddSingleton<IReminderTable>(provider =>
            provider.GetRequiredService<VirtualCluster>().Shared("reminders", () => new InMemoryReminderTable())));
    }
}
