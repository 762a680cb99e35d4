using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FarAi.Orleans.InProcess.Generator;

/// <summary>Reads a grain class.</summary>
internal static class ClassParser
{
    private const string Services = "context.ActivationServices";
    private const string ServiceExtensions = "global::Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions";
    private const string KeyedExtensions = "global::Microsoft.Extensions.DependencyInjection.ServiceProviderKeyedServiceExtensions";

    public static ClassModel? Parse(INamedTypeSymbol type)
    {
        if (type.IsAbstract || type.IsStatic || !type.Implements("Orleans.IGrainBase") || !type.Implements("Orleans.IGrain"))
            return null;
        var findings = ImmutableArray.CreateBuilder<DiagnosticModel>();
        if (type.IsGenericType)
            findings.Add(DiagnosticModel.At(Rules.GenericType, type, type.PlainName()));
        if (!type.IsReachable())
            findings.Add(DiagnosticModel.At(Rules.Inaccessible, type, type.PlainName()));
        var constructor = type.InstanceConstructors
            .Where(candidate => candidate.IsReachableMember())
            .OrderByDescending(candidate => candidate.Has("Microsoft.Extensions.DependencyInjection.ActivatorUtilitiesConstructorAttribute"))
            .ThenByDescending(candidate => candidate.Parameters.Length)
            .FirstOrDefault();
        if (constructor is null)
            findings.Add(DiagnosticModel.At(Rules.NoConstructor, type, type.PlainName()));

        ImmutableArray<string> arguments = constructor is null ? [] : [.. constructor.Parameters.Select(parameter => Argument(parameter, findings))];
        var worker = type.Attribute("Orleans.Concurrency.StatelessWorkerAttribute");
        var mayInterleave = MayInterleave(type, findings);
        return new ClassModel(
            type.GlobalName(),
            SymbolDisplay.FormatLiteral(GrainTypeOf(type), quote: true),
            new EquatableArray<string>([.. type.AllInterfaces
                .Where(face => face.Implements("Orleans.IGrain") && !face.IsGrainVocabulary() && !face.IsGenericType)
                .Select(face => face.GlobalName())]),
            new EquatableArray<string>(arguments),
            type.Has("Orleans.Concurrency.ReentrantAttribute"),
            mayInterleave,
            worker is not null,
            worker?.ConstructorArguments is [{ Value: int bound }, ..] ? bound.ToString(System.Globalization.CultureInfo.InvariantCulture) : "-1",
            CollectionAge(type),
            findings.Count == 0,
            new EquatableArray<DiagnosticModel>(findings.ToImmutable()));
    }

    private static string GrainTypeOf(INamedTypeSymbol type)
    {
        if (type.Attribute("Orleans.GrainTypeAttribute")?.ConstructorArguments is [{ Value: string given }])
            return given;
#pragma warning disable CA1308 // Orleans' rule: grain types are lower case.
        var name = type.Name.ToLowerInvariant();
#pragma warning restore CA1308
        return name.Length > 5 && name.EndsWith("grain", StringComparison.Ordinal) ? name.Substring(0, name.Length - 5) : name;
    }

    private static string Argument(IParameterSymbol parameter, ImmutableArray<DiagnosticModel>.Builder findings)
    {
        var type = parameter.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).GlobalName();
        if (parameter.Attribute("Orleans.Runtime.PersistentStateAttribute") is { } state)
            return StateArgument(parameter, state, findings);
        if (parameter.Attribute("Microsoft.Extensions.DependencyInjection.FromKeyedServicesAttribute") is { ConstructorArguments: [var key] })
        {
            var lookup = parameter.HasExplicitDefaultValue ? "GetKeyedService" : "GetRequiredKeyedService";
            return $"{KeyedExtensions}.{lookup}<{type}>({Services}, {key.ToCSharpString()})";
        }

        if (parameter.Type.Is("Orleans.Runtime.IGrainContext"))
            return "context";
        if (parameter.Type.Is("System.IServiceProvider"))
            return Services;
        if (!parameter.HasExplicitDefaultValue)
            return $"{ServiceExtensions}.GetRequiredService<{type}>({Services})";
        var fallback = parameter.ExplicitDefaultValue is { } value ? $"({type}){SymbolDisplay.FormatPrimitive(value, true, false)}" : "default";
        return $"{Services}.GetService(typeof({type})) is {type} given{parameter.Ordinal} ? given{parameter.Ordinal} : {fallback}";
    }

    private static string StateArgument(IParameterSymbol parameter, AttributeData attribute, ImmutableArray<DiagnosticModel>.Builder findings)
    {
        if (parameter.Type is not INamedTypeSymbol { TypeArguments: [var stateType] } || !parameter.Type.Is("Orleans.Runtime.IPersistentState"))
        {
            findings.Add(DiagnosticModel.At(Rules.StateParameter, parameter, parameter.Name));
            return "default";
        }

        var given = attribute.ConstructorArguments.Length > 0 ? attribute.ConstructorArguments[0].Value as string : null;
        var name = SymbolDisplay.FormatLiteral(string.IsNullOrEmpty(given) ? parameter.Name : given!, quote: true);
        var storage = attribute.ConstructorArguments.Length > 1 && attribute.ConstructorArguments[1].Value is string text
            ? SymbolDisplay.FormatLiteral(text, quote: true)
            : "null";
        return $"{ServiceExtensions}.GetRequiredService<global::Orleans.Runtime.IPersistentStateFactory>({Services})"
            + $".Create<{stateType.GlobalName()}>(context, new global::Orleans.Runtime.PersistentStateAttribute({name}, {storage}))";
    }

    private static string? MayInterleave(INamedTypeSymbol type, ImmutableArray<DiagnosticModel>.Builder findings)
    {
        if (type.Attribute("Orleans.Concurrency.MayInterleaveAttribute")?.ConstructorArguments is not [{ Value: string name }])
            return null;
        for (var current = type; current is not null; current = current.BaseType)
        {
            var predicate = current.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault(method =>
                method is { ReturnType.SpecialType: SpecialType.System_Boolean, Parameters.Length: 1 } && method.IsReachableMember());
            if (predicate is not null)
            {
                return predicate.IsStatic
                    ? $"static (_, request) => {current.GlobalName()}.{name}(request)"
                    : $"static (grain, request) => (({type.GlobalName()})grain).{name}(request)";
            }
        }

        findings.Add(DiagnosticModel.At(Rules.Predicate, type, type.PlainName()));
        return null;
    }

    private static string? CollectionAge(INamedTypeSymbol type)
    {
        if (type.Has("Orleans.KeepAliveAttribute"))
            return "global::System.Threading.Timeout.InfiniteTimeSpan";
        if (type.Attribute("Orleans.CollectionAgeLimitAttribute") is not { } limit)
            return null;
        var positional = string.Join(", ", limit.ConstructorArguments.Select(argument => argument.ToCSharpString()));
        var named = string.Join(", ", limit.NamedArguments.Select(argument => $"{argument.Key} = {argument.Value.ToCSharpString()}"));
        return $"new global::Orleans.CollectionAgeLimitAttribute({positional}) {{ {named} }}.AgeLimit";
    }
}
