using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;

namespace FarAi.Orleans.InProcess;

/// <summary>Finds the named storage and makes states on it.</summary>
internal sealed class PersistentStateFactory : IPersistentStateFactory
{
    public IPersistentState<TState> Create<TState>(IGrainContext context, IPersistentStateConfiguration config)
    {
        var named = !string.IsNullOrWhiteSpace(config.StorageName);
        var storage = named
            ? context.ActivationServices.GetKeyedService<IGrainStorage>(config.StorageName)
            : context.ActivationServices.GetService<IGrainStorage>();
        if (storage is null)
        {
            throw new BadProviderConfigException(named
                ? $"No storage provider named \"{config.StorageName}\" found loading grain type {context.GrainId.Type}."
                : $"No default storage provider found loading grain type {context.GrainId.Type}.");
        }

        var state = new PersistentState<TState>(config.StateName, context.GrainId, storage);
        context.ObservableLifecycle.Subscribe(config.StateName, GrainLifecycleStage.SetupState, state);
        return state;
    }
}
