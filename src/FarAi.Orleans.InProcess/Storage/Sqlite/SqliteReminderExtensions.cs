using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Hosting;

namespace FarAi.Orleans.InProcess;

/// <summary>Keeps reminders in SQLite.</summary>
public static class SqliteReminderExtensions
{
    private const string OptionsName = "reminders";

    /// <summary>Keeps reminders in a SQLite file, which may be the one of a grain storage; they survive the process.</summary>
    public static ISiloBuilder UseSqliteReminderService(this ISiloBuilder builder, Action<SqliteGrainStorageOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configureOptions);
        builder.Services.Configure(OptionsName, configureOptions);
        builder.AddReminders();
        builder.Services.AddSingleton<IReminderTable>(static services => new SqliteReminderTable(
            services.GetRequiredService<IOptionsMonitor<SqliteGrainStorageOptions>>().Get(OptionsName),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<SqliteQueue>>()));
        return builder;
    }
}
