using Microsoft.CodeAnalysis;

namespace FarAi.Orleans.InProcess.Generator;

/// <summary>What a grain interface or class must not be, each with what to do instead.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor GenericMethod = Rule(
        "FARAI001", "Generic grain method", "Grain method {0} is generic; give it concrete types or split it");

    public static readonly DiagnosticDescriptor RefParameter = Rule(
        "FARAI002", "Grain parameter by reference", "Parameter {0} is passed by reference; a call carries values, so return the result instead");

    public static readonly DiagnosticDescriptor NotAMethod = Rule(
        "FARAI003", "Grain member is no method", "{0} is a property or event; a grain interface has methods only");

    public static readonly DiagnosticDescriptor ReturnType = Rule(
        "FARAI004", "Unsupported return type", "{0} must return Task, Task<T>, ValueTask, ValueTask<T> or IAsyncEnumerable<T> (or void, on observers)");

    public static readonly DiagnosticDescriptor GenericType = Rule(
        "FARAI005", "Generic grain type", "{0} is generic; the in-process host does not support generic grain interfaces and classes");

    public static readonly DiagnosticDescriptor Inaccessible = Rule(
        "FARAI006", "Inaccessible grain type", "{0} is private, protected or file-local, so generated code can't reach it; make it internal or public");

    public static readonly DiagnosticDescriptor NoConstructor = Rule(
        "FARAI007", "No usable constructor", "{0} has no public or internal constructor");

    public static readonly DiagnosticDescriptor StateParameter = Rule(
        "FARAI008", "[PersistentState] on a wrong parameter", "Parameter {0} has [PersistentState] and must be of type IPersistentState<T>");

    public static readonly DiagnosticDescriptor Predicate = Rule(
        "FARAI009", "[MayInterleave] predicate not found", "{0} names no accessible method 'bool Name(IInvokable)' in [MayInterleave]");

    private static readonly DiagnosticDescriptor[] s_all =
        [GenericMethod, RefParameter, NotAMethod, ReturnType, GenericType, Inaccessible, NoConstructor, StateParameter, Predicate];

    public static DiagnosticDescriptor ById(string id) => Array.Find(s_all, rule => rule.Id == id)!;

    private static DiagnosticDescriptor Rule(string id, string title, string message) =>
        new(id, title, message, "Grains", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
