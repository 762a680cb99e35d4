using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FarAi.Orleans.InProcess.Generator;

/// <summary>
/// For every grain and observer interface of the compiled assembly a proxy, for every grain class a descriptor, and one
/// manifest through which the host finds them; so no call needs reflection.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class GrainGenerator : IIncrementalGenerator
{
    private const string ManifestProvider = "FarAi.Orleans.InProcess.CodeGeneration.GrainManifestProviderAttribute";
    private const string ApplicationPart = "Orleans.ApplicationPartAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var interfaces = context.SyntaxProvider.CreateSyntaxProvider(
            static (node, _) => node is InterfaceDeclarationSyntax { BaseList: not null },
            static (syntax, cancellation) => FirstDeclaration(syntax, cancellation) is { } type ? InterfaceParser.Parse(type) : null)
            .Where(static model => model is not null).Select(static (model, _) => model!);
        var classes = context.SyntaxProvider.CreateSyntaxProvider(
            static (node, _) => node is ClassDeclarationSyntax { BaseList: not null },
            static (syntax, cancellation) => FirstDeclaration(syntax, cancellation) is { } type ? ClassParser.Parse(type) : null)
            .Where(static model => model is not null).Select(static (model, _) => model!);
        var assembly = context.CompilationProvider.Select(static (compilation, _) => compilation.AssemblyName ?? "Assembly");
        var parts = context.CompilationProvider.Select(static (compilation, _) => PartsOf(compilation));

        context.RegisterSourceOutput(interfaces.Combine(assembly), static (output, input) => EmitProxy(output, input.Left, input.Right));
        context.RegisterSourceOutput(classes, static (output, model) => Report(output, model.Diagnostics));
        context.RegisterSourceOutput(
            interfaces.Collect().Combine(classes.Collect()).Combine(assembly).Combine(parts),
            static (output, input) => EmitManifest(output, input.Left.Left.Left, input.Left.Left.Right, input.Left.Right, input.Right));
    }

    // A partial type is seen once per declaration and handled at its first one that has a base list.
    private static INamedTypeSymbol? FirstDeclaration(GeneratorSyntaxContext syntax, CancellationToken cancellation)
    {
        if (syntax.SemanticModel.GetDeclaredSymbol(syntax.Node, cancellation) is not INamedTypeSymbol type)
            return null;
        var first = type.DeclaringSyntaxReferences
            .Select(reference => reference.GetSyntax(cancellation))
            .FirstOrDefault(node => node is TypeDeclarationSyntax { BaseList: not null });
        return first == syntax.Node ? type : null;
    }

    private static EquatableArray<string> PartsOf(Compilation compilation)
    {
        ImmutableArray<string> parts = [.. compilation.SourceModule.ReferencedAssemblySymbols
            .Where(assembly => assembly.GetAttributes().Any(attribute =>
                attribute.AttributeClass.Is(ManifestProvider) || attribute.AttributeClass.Is(ApplicationPart)))
            .Select(assembly => assembly.Name)
            .OrderBy(name => name, StringComparer.Ordinal)];
        return new EquatableArray<string>(parts);
    }

    private static void EmitProxy(SourceProductionContext output, InterfaceModel model, string assembly)
    {
        Report(output, model.Diagnostics);
        if (model.Diagnostics.Count == 0)
            output.AddSource($"Proxy_{model.Identifier}.g.cs", SourceText.From(ProxyEmitter.Emit(model, NamespaceOf(assembly)), Encoding.UTF8));
    }

    private static void EmitManifest(
        SourceProductionContext output,
        ImmutableArray<InterfaceModel> interfaces,
        ImmutableArray<ClassModel> classes,
        string assembly,
        EquatableArray<string> parts)
    {
        var usableInterfaces = interfaces.Where(model => model.Diagnostics.Count == 0).OrderBy(model => model.FullName, StringComparer.Ordinal).ToList();
        var usableClasses = classes.Where(model => model.IsUsable).OrderBy(model => model.FullName, StringComparer.Ordinal).ToList();
        if (usableInterfaces.Count + usableClasses.Count + parts.Count == 0)
            return;
        var code = ManifestEmitter.Emit(NamespaceOf(assembly), assembly, usableInterfaces, usableClasses, parts);
        output.AddSource("GrainManifest.g.cs", SourceText.From(code, Encoding.UTF8));
    }

    private static void Report(SourceProductionContext output, EquatableArray<DiagnosticModel> findings)
    {
        foreach (var finding in findings)
            output.ReportDiagnostic(finding.ToDiagnostic());
    }

    private static string NamespaceOf(string assembly) =>
        "GrainHostGenerated." + new string([.. assembly.Select(letter => char.IsLetterOrDigit(letter) ? letter : '_')]);
}
