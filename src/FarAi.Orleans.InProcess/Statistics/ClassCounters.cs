using FarAi.Orleans.InProcess.CodeGeneration;

namespace FarAi.Orleans.InProcess;

/// <summary>The counters of one grain class on one silo, by method number.</summary>
internal sealed class ClassCounters(GrainClassDescriptor grainClass)
{
    private MethodCounter?[] _byIndex = [];

    public GrainClassDescriptor GrainClass => grainClass;

    /// <summary>The class as Orleans names it in statistics.</summary>
    public string ClassName { get; } = $"{grainClass.GrainClass.FullName},{grainClass.GrainClass.Assembly.GetName().Name}";

    /// <summary>Those that have counted, in order of their methods' numbers.</summary>
    public IEnumerable<MethodCounter> All => Volatile.Read(ref _byIndex).OfType<MethodCounter>();

    public MethodCounter Of(GrainMethod method)
    {
        var known = Volatile.Read(ref _byIndex);
        return method.Index < known.Length && known[method.Index] is { } counter ? counter : Add(method);
    }

    private MethodCounter Add(GrainMethod method)
    {
        lock (this)
        {
            if (method.Index < _byIndex.Length && _byIndex[method.Index] is { } known)
                return known;
            var larger = new MethodCounter?[Math.Max(_byIndex.Length, method.Index + 1)];
            _byIndex.CopyTo(larger, 0);
            var added = larger[method.Index] = new MethodCounter(method);
            Volatile.Write(ref _byIndex, larger);
            return added;
        }
    }
}
