using System.Collections.Concurrent;
using System.Reflection;
using FarAi.Orleans.InProcess.CodeGeneration;
using Orleans.Placement;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>What the attributes of a grain class say about its placement; read once per class.</summary>
internal sealed record PlacementRule(PlacementStrategy? Strategy, PlacementFilterStrategy[] Filters)
{
    private static readonly ConcurrentDictionary<Type, PlacementRule> s_rules = new();

    public static PlacementRule Of(GrainClassDescriptor grainClass) => s_rules.GetOrAdd(grainClass.GrainClass, Read);

    private static PlacementRule Read(Type grainClass)
    {
        PlacementFilterStrategy[] filters = [.. grainClass.GetCustomAttributes<PlacementFilterAttribute>(inherit: true)
            .Select(attribute => attribute.PlacementFilterStrategy).OrderBy(filter => filter.Order)];
        if (filters.DistinctBy(filter => filter.Order).Count() != filters.Length)
        {
            throw new InvalidOperationException(
                $"Placement filters of {grainClass.FullName} have duplicate order values. With more than one filter each needs an order of its own.");
        }

        return new PlacementRule(grainClass.GetCustomAttribute<PlacementAttribute>(inherit: true)?.PlacementStrategy, filters);
    }
}
