using Microsoft.Extensions.DependencyInjection;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// The services of one activation. Most grains ask for singletons only, which come from the silo's own services; the scope, which
/// weighs several times as much as this, is made for the first other service.
/// </summary>
internal sealed class ActivationScope(GrainHost host) : IServiceProvider, IKeyedServiceProvider, IAsyncDisposable
{
    private IServiceScope? _scope;

    private IServiceProvider Scoped => (_scope ??= host.Services.CreateScope()).ServiceProvider;

    public object? GetService(Type serviceType) => From(serviceType, null).GetService(serviceType);

    public object? GetKeyedService(Type serviceType, object? serviceKey) =>
        ((IKeyedServiceProvider)From(serviceType, serviceKey)).GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) =>
        ((IKeyedServiceProvider)From(serviceType, serviceKey)).GetRequiredKeyedService(serviceType, serviceKey);

    public ValueTask DisposeAsync()
    {
        if (_scope is IAsyncDisposable scope)
            return scope.DisposeAsync();
        _scope?.Dispose();
        return ValueTask.CompletedTask;
    }

    private IServiceProvider From(Type type, object? key) => host.Lifetimes.IsSingleton(type, key) ? host.Services : Scoped;
}
