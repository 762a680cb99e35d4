using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FarAi.Orleans.InProcess.Generator;

/// <summary>Reads a grain or observer interface.</summary>
internal static class InterfaceParser
{
    public static InterfaceModel? Parse(INamedTypeSymbol type)
    {
        var isObserver = type.Implements("Orleans.IGrainObserver");
        var isExtension = type.Implements("Orleans.Runtime.IGrainExtension");
        if ((!isObserver && !isExtension && !type.Implements("Orleans.IGrain")) || type.IsGrainVocabulary())
            return null;
        var findings = ImmutableArray.CreateBuilder<DiagnosticModel>();
        if (type.IsGenericType)
            findings.Add(DiagnosticModel.At(Rules.GenericType, type, type.PlainName()));
        if (!type.IsReachable())
            findings.Add(DiagnosticModel.At(Rules.Inaccessible, type, type.PlainName()));

        var methods = ImmutableArray.CreateBuilder<MethodModel>();
        foreach (var member in type.AllInterfaces.Insert(0, type).SelectMany(face => face.GetMembers()))
        {
            if (member.IsStatic || !member.IsAbstract)
                continue;
            if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method)
                methods.Add(ParseMethod(method, isObserver, findings));
            else if (member is IPropertySymbol or IEventSymbol)
                findings.Add(DiagnosticModel.At(Rules.NotAMethod, member, member.Name));
        }

        return new InterfaceModel(
            type.GlobalName(),
            type.PlainName(),
            type.PlainName().Replace('.', '_'),
            isExtension,
            new EquatableArray<MethodModel>(methods.ToImmutable()),
            new EquatableArray<DiagnosticModel>(findings.ToImmutable()));
    }

    /// <summary>Whether the interface belongs to the programming model itself.</summary>
    public static bool IsGrainVocabulary(this INamedTypeSymbol type) => type.PlainName() is
        "Orleans.IGrain" or "Orleans.IGrainObserver" or "Orleans.IGrainWithStringKey" or "Orleans.IGrainWithGuidKey" or "Orleans.IGrainWithIntegerKey"
        or "Orleans.IGrainWithGuidCompoundKey" or "Orleans.IGrainWithIntegerCompoundKey" or "Orleans.Runtime.IAddressable"
        or "Orleans.Runtime.IGrainExtension";

    private static MethodModel ParseMethod(IMethodSymbol method, bool isObserver, ImmutableArray<DiagnosticModel>.Builder findings)
    {
        var name = $"{method.ContainingType.Name}.{method.Name}";
        if (method.IsGenericMethod)
            findings.Add(DiagnosticModel.At(Rules.GenericMethod, method, name));
        foreach (var parameter in method.Parameters.Where(parameter => parameter.RefKind != RefKind.None))
            findings.Add(DiagnosticModel.At(Rules.RefParameter, parameter, $"{name}({parameter.Name})"));
        if (KindOf(method.ReturnType) is not { } kind || (kind == ReturnKind.Void && !isObserver))
        {
            findings.Add(DiagnosticModel.At(Rules.ReturnType, method, name));
            kind = ReturnKind.Task;
        }

        return new MethodModel(
            method.Name,
            method.ContainingType.GlobalName(),
            kind,
            method.ReturnType.GlobalName(),
            method.ReturnType is INamedTypeSymbol { TypeArguments: [var result] } ? result.GlobalName() : string.Empty,
            new EquatableArray<ParameterModel>([.. method.Parameters.Select(parameter =>
                new ParameterModel(parameter.Type.GlobalName(), parameter.Type.Is("System.Threading.CancellationToken")))]),
            kind == ReturnKind.Void || (kind is ReturnKind.Task or ReturnKind.ValueTask && method.Has("Orleans.Concurrency.OneWayAttribute")),
            method.Has("Orleans.Concurrency.ReadOnlyAttribute"),
            method.Has("Orleans.Concurrency.AlwaysInterleaveAttribute"),
            TimeoutOf(method));
    }

    private static ReturnKind? KindOf(ITypeSymbol type)
    {
        if (type.SpecialType == SpecialType.System_Void)
            return ReturnKind.Void;
        var hasResult = type is INamedTypeSymbol { IsGenericType: true };
        return type.PlainName() switch
        {
            "System.Threading.Tasks.Task" => hasResult ? ReturnKind.TaskOfResult : ReturnKind.Task,
            "System.Threading.Tasks.ValueTask" => hasResult ? ReturnKind.ValueTaskOfResult : ReturnKind.ValueTask,
            "System.Collections.Generic.IAsyncEnumerable" => ReturnKind.AsyncEnumerable,
            _ => null,
        };
    }

    private static string? TimeoutOf(IMethodSymbol method) =>
        method.Attribute("Orleans.ResponseTimeoutAttribute")?.ConstructorArguments is [{ Value: string text }]
            ? SymbolDisplay.FormatLiteral(text, quote: true)
            : null;
}
