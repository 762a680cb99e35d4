using System.Reflection;

namespace Orleans.Serialization.Invocation;

/// <summary>A call as filters and MayInterleave predicates see it.</summary>
public interface IInvokable
{
    /// <summary>The number of arguments.</summary>
    int GetArgumentCount();

    /// <summary>One argument.</summary>
    object? GetArgument(int index);

    /// <summary>Replaces one argument; it must be of the parameter's type.</summary>
    void SetArgument(int index, object value);

    /// <summary>The method's name.</summary>
    string GetMethodName();

    /// <summary>The full name of the interface.</summary>
    string GetInterfaceName();

    /// <summary>Interface and method, as traces name the call.</summary>
    string GetActivityName() => $"{GetInterfaceName()}/{GetMethodName()}";

    /// <summary>The method of the interface; looked up on first use.</summary>
    MethodInfo GetMethod();

    /// <summary>The interface.</summary>
    Type GetInterfaceType();
}
