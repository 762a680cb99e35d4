using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Storage;

namespace FarAi.Orleans.InProcess;

/// <summary>Finds the storage of a grain class.</summary>
internal static class StorageOfGrain
{
    /// <summary>The storage that <see cref="StorageProviderAttribute"/> names, else the default one; <see cref="BadProviderConfigException"/> if there is none.</summary>
    public static IGrainStorage Find(Type grainClass, IServiceProvider services)
    {
        var name = grainClass.GetCustomAttribute<StorageProviderAttribute>(inherit: true)?.ProviderName;
        var storage = name is null ? services.GetService<IGrainStorage>() : services.GetKeyedService<IGrainStorage>(name);
        return storage ?? throw new BadProviderConfigException(string.IsNullOrEmpty(name)
            ? $"No default storage provider found loading grain type {grainClass.FullName}."
            : $"No storage provider named \"{name}\" found loading grain type {grainClass.FullName}.");
    }
}
