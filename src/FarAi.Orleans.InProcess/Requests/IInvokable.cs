namespace Orleans.Serialization.Invocation;

/// <summary>A call as a MayInterleave predicate sees it; the part of Orleans' interface that reads.</summary>
public interface IInvokable
{
    /// <summary>The number of arguments.</summary>
    int GetArgumentCount();

    /// <summary>One argument.</summary>
    object? GetArgument(int index);

    /// <summary>The method's name.</summary>
    string GetMethodName();

    /// <summary>The full name of the interface.</summary>
    string GetInterfaceName();

    /// <summary>The interface.</summary>
    Type GetInterfaceType();
}
