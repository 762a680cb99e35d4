using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans;

/// <summary>One call as a filter sees it.</summary>
public interface IGrainCallContext
{
    /// <summary>The call with its arguments, which a filter may replace before <see cref="Invoke"/>.</summary>
    IInvokable Request { get; }

    /// <summary>Incoming: the grain object. Outgoing: the reference that is called.</summary>
    object Grain { get; }

    /// <summary>The grain that calls; null for callers outside of the grains.</summary>
    GrainId? SourceId { get; }

    /// <summary>The grain that is called.</summary>
    GrainId TargetId { get; }

    /// <summary>The type of the interface through which it is called.</summary>
    GrainInterfaceType InterfaceType { get; }

    /// <summary>The name of the interface.</summary>
    string InterfaceName { get; }

    /// <summary>The name of the method.</summary>
    string MethodName { get; }

    /// <summary>The method of the interface; looked up on first use.</summary>
    MethodInfo InterfaceMethod { get; }

    /// <summary>The result; a filter may set it, before or instead of <see cref="Invoke"/> as well as after it.</summary>
    object? Result { get; set; }

    /// <summary>The outcome, result or exception; null until there is one.</summary>
    Response? Response { get; set; }

    /// <summary>Goes on to the next filter and at last to the grain. A filter that does not call it must set a result.</summary>
    Task Invoke();
}
