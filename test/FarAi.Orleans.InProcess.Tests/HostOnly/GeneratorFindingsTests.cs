using FarAi.Orleans.InProcess.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FarAi.Orleans.InProcess.Tests.HostOnly;

/// <summary>For this host only: Orleans has its own generator with its own findings.</summary>
public sealed class GeneratorFindingsTests
{
    private static readonly MetadataReference[] s_references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    [Theory]
    [InlineData("FARAI001", "interface IBad : IGrainWithStringKey { Task Call<T>(T value); }")]
    [InlineData("FARAI002", "interface IBad : IGrainWithStringKey { Task Call(ref int value); }")]
    [InlineData("FARAI002", "interface IBad : IGrainWithStringKey { Task Call(out int value); }")]
    [InlineData("FARAI003", "interface IBad : IGrainWithStringKey { int Value { get; } }")]
    [InlineData("FARAI003", "interface IBad : IGrainWithStringKey { event Action Happened; }")]
    [InlineData("FARAI004", "interface IBad : IGrainWithStringKey { int Call(); }")]
    [InlineData("FARAI004", "interface IBad : IGrainWithStringKey { void Call(); }")]
    [InlineData("FARAI004", "interface IBad : IGrainObserver { string Call(); }")]
    [InlineData("FARAI005", "interface IBad<T> : IGrainWithStringKey { Task Call(T value); }")]
    [InlineData("FARAI006", "class Outer { private interface IBad : IGrainWithStringKey { Task Call(); } }")]
    [InlineData("FARAI007", "interface IGood : IGrainWithStringKey { } class Bad : Grain, IGood { private Bad() { } }")]
    [InlineData("FARAI008", "interface IGood : IGrainWithStringKey { } class Bad([PersistentState(\"s\")] string state) : Grain, IGood { }")]
    [InlineData("FARAI009", "interface IGood : IGrainWithStringKey { } [MayInterleave(\"Missing\")] class Bad : Grain, IGood { }")]
    public void UnsupportedShape_IsNamed(string rule, string source) => Assert.Equal([rule], FindingsOf(source));

    [Theory]
    [InlineData("interface IGood : IGrainWithStringKey { Task A(); Task<int> B(int? x); ValueTask C(); ValueTask<(int, string)> D(params int[] x); IAsyncEnumerable<int> E(); }")]
    [InlineData("interface IGood : IGrainObserver { void A(string? text); Task B(); }")]
    [InlineData("interface IBase : IGrainWithStringKey { Task A(); } interface IGood : IBase { Task A(int x); Task Equals(); Task Cast(); }")]
    [InlineData("namespace A.Orleans.B { interface IGood : IGrainWithStringKey { Task A(List<Dictionary<string, int[]>> x); } }")]
    [InlineData("interface IGood : IGrainWithStringKey { } class G(IServiceProvider s, IGrainContext c, int x = 3, string? y = null) : Grain, IGood { }")]
    [InlineData("partial interface IGood : IGrainWithStringKey { Task A(); } partial interface IGood { Task B(); }")]
    [InlineData("class Outer { internal interface IGood : IGrainWithStringKey { Task @class(int @event); } }")]
    public void SupportedShape_CompilesWithoutFindings(string source) => Assert.Empty(FindingsOf(source));

    private static string[] FindingsOf(string source)
    {
        var usings = "using System; using System.Collections.Generic; using System.Threading.Tasks; using Orleans; using Orleans.Runtime; using Orleans.Concurrency;\n";
        var compilation = CSharpCompilation.Create(
            "Sample",
            [CSharpSyntaxTree.ParseText("#nullable enable\n" + usings + source, cancellationToken: TestContext.Current.CancellationToken)],
            s_references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        CSharpGeneratorDriver.Create(new GrainGenerator())
            .RunGeneratorsAndUpdateCompilation(compilation, out var output, out var findings, TestContext.Current.CancellationToken);
        var ids = findings.Select(finding => finding.Id).Where(id => id.StartsWith("FARAI", StringComparison.Ordinal));
        // Errors of the compiler in generated code count as findings too; those of the sample itself are expected where it is bad.
        return [.. ids.Concat(output.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(error => error.Severity == DiagnosticSeverity.Error && error.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true)
            .Select(error => error.ToString()))];
    }
}
