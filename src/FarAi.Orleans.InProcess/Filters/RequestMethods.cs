using System.Collections.Concurrent;
using System.Reflection;
using FarAi.Orleans.InProcess.CodeGeneration;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// The methods behind requests, for filters that ask. A generated request class takes exactly its method's parameters, so the
/// class tells overloads apart; looked up once per class.
/// </summary>
internal static class RequestMethods
{
    private static readonly ConcurrentDictionary<Type, MethodInfo> s_interfaceMethods = new();
    private static readonly ConcurrentDictionary<(Type Grain, MethodInfo Method), MethodInfo> s_implementations = new();

    /// <summary>The interface method of a request, <paramref name="call"/> being the generated object that holds its arguments.</summary>
    public static MethodInfo InterfaceMethod(object call, Type grainInterface, string name) =>
        s_interfaceMethods.GetOrAdd(call.GetType(), static (type, args) => Find(type, args.grainInterface, args.name), (grainInterface, name));

    /// <summary>The method of the grain class that stands for an interface method.</summary>
    public static MethodInfo Implementation(Type grainClass, MethodInfo interfaceMethod) =>
        s_implementations.GetOrAdd((grainClass, interfaceMethod), static key =>
        {
            if (!key.Method.DeclaringType!.IsAssignableFrom(key.Grain))
                return key.Method;
            var map = key.Grain.GetInterfaceMap(key.Method.DeclaringType);
            return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, key.Method)];
        });

    private static MethodInfo Find(Type requestClass, Type grainInterface, string name)
    {
        Type[] parameters = [.. requestClass.GetConstructors()[0].GetParameters().Select(parameter => parameter.ParameterType)];
        Type[] faces = [grainInterface, .. grainInterface.GetInterfaces()];
        return faces.Select(face => face.GetMethod(name, parameters)).FirstOrDefault(method => method is not null)
            ?? throw new MissingMethodException(grainInterface.FullName, name);
    }
}
