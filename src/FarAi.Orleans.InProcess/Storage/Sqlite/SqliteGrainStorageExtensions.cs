using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.Storage;

namespace FarAi.Orleans.InProcess;

/// <summary>Adds SQLite storages to the host.</summary>
public static class SqliteGrainStorageExtensions
{
    /// <summary>Adds a named storage in a SQLite file; "Default" also serves states that name none.</summary>
    public static ISiloBuilder AddSqliteGrainStorage(this ISiloBuilder builder, string name, Action<SqliteGrainStorageOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configureOptions);
        builder.Services.Configure(name, configureOptions);
        builder.Services.AddSingleton<IHostedService>(services => (SqliteGrainStorage)services.GetRequiredKeyedService<IGrainStorage>(name));
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            $"grain storage {name}",
            services => new SqliteHealthCheck(name, (SqliteGrainStorage)services.GetRequiredKeyedService<IGrainStorage>(name)),
            HealthStatus.Unhealthy,
            ["ready"]));
        return builder.AddGrainStorage(
            name,
            static (services, storageName) => new SqliteGrainStorage(
                storageName,
                services.GetRequiredService<IOptionsMonitor<SqliteGrainStorageOptions>>().Get(storageName),
                services.GetRequiredService<ILogger<SqliteQueue>>()));
    }

    /// <summary>Adds a storage in a SQLite file for states that name none.</summary>
    public static ISiloBuilder AddSqliteGrainStorageAsDefault(this ISiloBuilder builder, Action<SqliteGrainStorageOptions> configureOptions) =>
        builder.AddSqliteGrainStorage("Default", configureOptions);
}
