using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace FarAi.Orleans.InProcess;

/// <summary>Which services are the same for all activations, read from the application's registrations.</summary>
internal sealed class ServiceLifetimes(IServiceCollection registrations)
{
    private readonly ConcurrentDictionary<(Type Type, object? Key), bool> _known = new();

    /// <summary>Whether all registrations of the service, of which there is at least one, are singletons.</summary>
    public bool IsSingleton(Type type, object? key) => _known.GetOrAdd((type, key), static (service, self) => self.Read(service.Type, service.Key), this);

    private bool Read(Type type, object? key)
    {
        var open = type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : null;
        List<ServiceDescriptor> found =
        [
            .. registrations.Where(service => (service.ServiceType == type || service.ServiceType == open)
                && service.IsKeyedService == key is not null && (key is null || key.Equals(service.ServiceKey))),
        ];
        return found.Count > 0 && found.TrueForAll(service => service.Lifetime == ServiceLifetime.Singleton);
    }
}
