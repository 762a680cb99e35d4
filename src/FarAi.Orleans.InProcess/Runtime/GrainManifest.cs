using System.Reflection;
using FarAi.Orleans.InProcess.CodeGeneration;
using Orleans;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// All grain interfaces and classes of this process, from the generated manifests of its assemblies. Found once: assemblies
/// are reached from the entry assembly and the loaded ones along their ApplicationPart attributes.
/// </summary>
internal sealed class GrainManifest
{
    /// <summary>The type part of observers' ids.</summary>
    public static readonly GrainType ObserverType = GrainType.Create("sys.observer");

    private static readonly Lazy<GrainManifest> s_ofThisProcess = new(() => new GrainManifest(Providers()));

    private readonly Dictionary<Type, GrainInterfaceDescriptor> _interfaces = [];
    private readonly Dictionary<Type, List<GrainClassDescriptor>> _implementations = [];
    private readonly Dictionary<GrainType, GrainClassDescriptor> _classes = [];
    private readonly Dictionary<Type, GrainType> _only = [];

    private GrainManifest(IEnumerable<IGrainManifestProvider> providers)
    {
        foreach (var provider in providers)
        {
            foreach (var known in provider.Interfaces())
                _interfaces[known.Interface] = known;
            foreach (var grainClass in provider.Classes())
                Add(grainClass);
        }

        foreach (var (grainInterface, classes) in _implementations.Where(entry => entry.Value.Count == 1))
            _only[grainInterface] = GrainType.Create(classes[0].GrainType);
    }

    public static GrainManifest OfThisProcess => s_ofThisProcess.Value;

    /// <summary>All grain classes.</summary>
    public IReadOnlyCollection<GrainClassDescriptor> Classes => _classes.Values;

    public GrainClassDescriptor? ClassOf(GrainType type) => _classes.GetValueOrDefault(type);

    /// <summary>The type of the class behind an interface; throws <see cref="ArgumentException"/> if there is none, or more than one.</summary>
    public GrainType GrainTypeOf(Type grainInterface, string? classNamePrefix)
    {
        if (classNamePrefix is null && _only.TryGetValue(grainInterface, out var only))
            return only;
        if (!_implementations.TryGetValue(grainInterface, out var classes))
            throw new ArgumentException($"Could not find an implementation for interface {grainInterface.FullName}. Does the process reference the assembly of its grain class?");
        var matching = classes.FindAll(candidate => string.IsNullOrEmpty(classNamePrefix)
            || candidate.GrainClass.FullName!.StartsWith(classNamePrefix, StringComparison.Ordinal)
            || candidate.GrainType == classNamePrefix);
        return matching is [var match]
            ? GrainType.Create(match.GrainType)
            : throw new ArgumentException(
                $"Unable to identify one grain class for interface {grainInterface.FullName} with prefix \"{classNamePrefix}\"; candidates: "
                + string.Join(", ", classes.Select(candidate => candidate.GrainClass.FullName)) + ".");
    }

    public GrainReference CreateReference(GrainReferenceContext context, Type grainInterface, GrainId id) =>
        _interfaces.TryGetValue(grainInterface, out var known)
            ? known.CreateReference(context, id)
            : throw new ArgumentException(
                $"{grainInterface.FullName} has no generated proxy. It must be a grain interface or an IGrainObserver interface, declared in a project with the grain host's source generator.");

    private static IEnumerable<IGrainManifestProvider> Providers()
    {
        Queue<Assembly> open = new(AppDomain.CurrentDomain.GetAssemblies());
        HashSet<Assembly> seen = [.. open];
        if (Assembly.GetEntryAssembly() is { } entry && seen.Add(entry))
            open.Enqueue(entry);
        while (open.TryDequeue(out var assembly))
        {
            foreach (var part in assembly.GetCustomAttributes<ApplicationPartAttribute>())
            {
                var found = Assembly.Load(new AssemblyName(part.AssemblyName));
                if (seen.Add(found))
                    open.Enqueue(found);
            }

            foreach (var provider in assembly.GetCustomAttributes<GrainManifestProviderAttribute>())
                yield return (IGrainManifestProvider)Activator.CreateInstance(provider.Provider)!;
        }
    }

    private void Add(GrainClassDescriptor grainClass)
    {
        if (!_classes.TryAdd(GrainType.Create(grainClass.GrainType), grainClass))
        {
            throw new OrleansConfigurationException(
                $"Two grain classes share the grain type \"{grainClass.GrainType}\": {_classes[GrainType.Create(grainClass.GrainType)].GrainClass.FullName} and "
                + $"{grainClass.GrainClass.FullName}. Give one of them another [GrainType].");
        }

        foreach (var grainInterface in grainClass.Interfaces)
        {
            if (!_implementations.TryGetValue(grainInterface, out var classes))
                _implementations[grainInterface] = classes = [];
            classes.Add(grainClass);
        }
    }
}
