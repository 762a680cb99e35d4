using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;

namespace Orleans.Storage;

/// <summary>Finds the storage of a grain class. The name is Orleans'.</summary>
public static class GrainStorageHelpers
{
    /// <summary>The storage that <see cref="StorageProviderAttribute"/> names, else the default one; <see cref="BadProviderConfigException"/> if there is none.</summary>
    public static IGrainStorage GetGrainStorage(Type grainType, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(grainType);
        var name = grainType.GetCustomAttribute<StorageProviderAttribute>(inherit: true)?.ProviderName;
        var storage = name is null ? services.GetService<IGrainStorage>() : services.GetKeyedService<IGrainStorage>(name);
        return storage ?? throw new BadProviderConfigException(string.IsNullOrEmpty(name)
            ? $"No default storage provider found loading grain type {grainType.FullName}."
            : $"No storage provider named \"{name}\" found loading grain type {grainType.FullName}.");
    }
}
