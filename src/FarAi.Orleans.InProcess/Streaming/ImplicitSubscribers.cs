using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using FarAi.Orleans.InProcess.CodeGeneration;
using Orleans;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>The grains that attributes subscribe to streams, from the grain classes of this process.</summary>
internal static class ImplicitSubscribers
{
    private static readonly Lazy<(GrainClassDescriptor Class, ImplicitStreamSubscriptionAttribute[] Rules)[]> s_classes = new(() =>
    [
        .. GrainManifest.OfThisProcess.Classes
            .Select(known => (known, known.GrainClass.GetCustomAttributes<ImplicitStreamSubscriptionAttribute>(inherit: true).ToArray()))
            .Where(entry => entry.Item2.Length > 0)
            .OrderBy(entry => entry.known.GrainType, StringComparer.Ordinal),
    ]);

    /// <summary>The grains that a stream activates, each with its subscription, the same in every process and run.</summary>
    public static IEnumerable<(GrainId Grain, Guid Subscription)> Of(string provider, StreamId stream)
    {
        if (stream.GetNamespace() is not { } name)
            yield break;
        foreach (var (known, rules) in s_classes.Value)
        {
            if (rules.Any(rule => rule.Predicate.IsMatch(name)) && KeyOf(known.GrainClass, stream) is { } key)
                yield return (GrainId.Create(GrainType.Create(known.GrainType), key), SubscriptionOf(known.GrainType, provider, stream));
        }
    }

    /// <summary>Whether an attribute subscribes the grain, and the subscription.</summary>
    public static bool TryFind(string provider, StreamId stream, GrainId grain, out Guid subscription)
    {
        foreach (var (candidate, id) in Of(provider, stream))
        {
            if (candidate != grain)
                continue;
            subscription = id;
            return true;
        }

        subscription = default;
        return false;
    }

    // Null: the stream's key is not of the kind that the grain has, so no such grain exists.
    private static IdSpan? KeyOf(Type grainClass, StreamId stream)
    {
        var text = stream.GetKeyAsString();
        var compound = stream.GetNamespace();
        if (typeof(IGrainWithGuidKey).IsAssignableFrom(grainClass))
            return Guid.TryParseExact(text, "N", out var guid) ? GrainIdKeyExtensions.CreateGuidKey(guid) : null;
        if (typeof(IGrainWithGuidCompoundKey).IsAssignableFrom(grainClass))
            return Guid.TryParseExact(text, "N", out var guid) ? GrainIdKeyExtensions.CreateGuidKey(guid, compound) : null;
        if (typeof(IGrainWithIntegerKey).IsAssignableFrom(grainClass))
            return long.TryParse(text, out var number) ? GrainIdKeyExtensions.CreateIntegerKey(number) : null;
        if (typeof(IGrainWithIntegerCompoundKey).IsAssignableFrom(grainClass))
            return long.TryParse(text, out var number) ? GrainIdKeyExtensions.CreateIntegerKey(number, compound) : null;
        return IdSpan.Create(text);
    }

    private static Guid SubscriptionOf(string grainType, string provider, StreamId stream) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{grainType}\n{provider}\n{stream}")).AsSpan(0, 16));
}
