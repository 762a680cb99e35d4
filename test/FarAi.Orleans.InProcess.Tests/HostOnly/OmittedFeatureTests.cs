using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Orleans.Hosting;

namespace FarAi.Orleans.InProcess.Tests.HostOnly;

/// <summary>For this host only: what it leaves out is an error of the compiler with a sentence that says what to do.</summary>
public sealed class OmittedFeatureTests
{
    private static readonly MetadataReference[] s_references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    [Theory]
    [InlineData("FARAI101", "silo.AddAdoNetGrainStorage(\"s\", options => { options.Invariant = \"Npgsql\"; options.ConnectionString = \"x\"; });")]
    [InlineData("FARAI101", "silo.AddAdoNetGrainStorageAsDefault(options => options.Invariant = \"Npgsql\");")]
    [InlineData("FARAI101", "silo.AddAzureTableGrainStorage(\"s\", options => { });")]
    [InlineData("FARAI101", "silo.AddAzureBlobGrainStorage(\"s\", options => { });")]
    [InlineData("FARAI101", "silo.AddRedisGrainStorage(\"s\", options => { });")]
    [InlineData("FARAI102", "silo.UseAdoNetClustering(options => options.ConnectionString = \"x\");")]
    [InlineData("FARAI102", "client.UseAdoNetClustering(options => options.ConnectionString = \"x\");")]
    [InlineData("FARAI102", "silo.UseAzureStorageClustering(options => { });")]
    [InlineData("FARAI102", "client.UseAzureStorageClustering(options => { });")]
    [InlineData("FARAI102", "silo.UseRedisClustering(options => { });")]
    [InlineData("FARAI102", "silo.UseKubernetesHosting();")]
    [InlineData("FARAI103", "silo.UseAdoNetReminderService(options => options.Invariant = \"Npgsql\");")]
    [InlineData("FARAI103", "silo.UseAzureTableReminderService(options => { });")]
    [InlineData("FARAI104", "silo.AddAzureQueueStreams(\"s\", queues => { });")]
    [InlineData("FARAI104", "silo.AddEventHubStreams(\"s\", hubs => { });")]
    [InlineData("FARAI104", "silo.AddAdoNetStreams(\"s\", options => { });")]
    [InlineData("FARAI104", "silo.AddBroadcastChannel(\"s\");")]
    [InlineData("FARAI105", "silo.UseTransactions();")]
    [InlineData("FARAI105", "silo.AddDashboard();")]
    [InlineData("FARAI105", "silo.AddLogStorageBasedLogConsistencyProvider(\"s\");")]
    public void OrleansOnlyCall_IsRefusedByTheCompiler_WithTheWayOut(string rule, string call)
    {
        var error = Assert.Single(ErrorsOf(call));
        Assert.Equal(rule, error.Id);
        Assert.EndsWith("uild with -p:GrainHost=Orleans.", error.GetMessage().TrimEnd('\''), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryOmittedCall_HasItsRow() => Assert.Equal(
        typeof(OrleansOnlyExtensions).GetMethods().Count(method => method.IsStatic),
        typeof(OmittedFeatureTests).GetMethod(nameof(OrleansOnlyCall_IsRefusedByTheCompiler_WithTheWayOut))!.GetCustomAttributes(typeof(InlineDataAttribute), inherit: false).Length);

    private static IEnumerable<Diagnostic> ErrorsOf(string call) => CSharpCompilation.Create(
            "Sample",
            [CSharpSyntaxTree.ParseText(
                $"using Orleans.Hosting; class Sample {{ void Configure(ISiloBuilder silo, IClientBuilder client) {{ {call} }} }}",
                cancellationToken: TestContext.Current.CancellationToken)],
            s_references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
        .GetDiagnostics(TestContext.Current.CancellationToken)
        .Where(found => found.Severity == DiagnosticSeverity.Error);
}
