namespace Orleans.Hosting;

/// <summary>
/// What Microsoft Orleans has and this host leaves out, so that the compiler says so in a sentence instead of not knowing the name.
/// Every call is an error (FARAI101 to FARAI105); docs/hosts.md has the list. The parameters' options are dynamic: their types
/// belong to packages that are not there.
/// </summary>
public static class OrleansOnlyExtensions
{
    private const string Storage =
        "The in-process grain host keeps state in memory (AddMemoryGrainStorage) or in a SQLite file (AddSqliteGrainStorage). For a database server build with -p:GrainHost=Orleans.";

    private const string Clustering =
        "The in-process grain host is one process and has no cluster: UseLocalhostClustering is all it takes. For several machines build with -p:GrainHost=Orleans.";

    private const string Reminders =
        "The in-process grain host keeps reminders in memory (UseInMemoryReminderService) or in a SQLite file (UseSqliteReminderService). For a database server build with -p:GrainHost=Orleans.";

    private const string Streams =
        "The in-process grain host has memory streams only (AddMemoryStreams). For queues of other services build with -p:GrainHost=Orleans.";

    private const string Parts =
        "The in-process grain host leaves this out. Build with -p:GrainHost=Orleans.";

    /// <summary>Not on this host.</summary>
    [Obsolete(Storage, error: true, DiagnosticId = "FARAI101")]
    public static ISiloBuilder AddAdoNetGrainStorage(this ISiloBuilder builder, string name, Action<dynamic> configureOptions) => builder;

    /// <summary>Not on this host.</summary>
    [Obsolete(Storage, error: true, DiagnosticId = "FARAI101")]
    public static ISiloBuilder AddAdoNetGrainStorageAsDefault(this ISiloBuilder builder, Action<dynamic> configureOptions) => builder;

    /// <summary>Not on this host.</summary>
    [Obsolete(Storage, error: true, DiagnosticId = "FARAI101")]
    public static ISiloBuilder AddAzureTableGrainStorage(this ISiloBuilder builder, string name, Action<dynamic> configureOptions) => builder;

    /// <summary>Not on this host.</summary>
    [Obsolete(Storage, error: true, DiagnosticId = "FARAI101")]
    public static ISiloBuilder AddAzureBlobGrainStorage(this ISiloBuilder builder, string name, Action<dynamic> configureOptions) => builder;

    /// <summary>Not on this host.</summary>
    [Obsolete(Storage, error: true, DiagnosticId = "FARAI101")]
    public static ISiloBuilder AddRedisGrainStorage(this ISiloBuilder builder, string name, Action<dynamic> configureOptions) => builder;

    /// <summary>Not on this host.</summary>
    [Obsolete(Clustering, error: true, DiagnosticId = "FARAI102")]
    public static ISiloBuilder UseAdoNetClustering(this ISiloBuilder builder, Action<dynamic> configureOptions) => builder;

    /// <summary>Not on this host.</summary>
    [Obsolete(Clustering, error: true, DiagnosticId = "FARAI102")]
    public static IClientBuilder UseAdoNetClustering(this IClientBuilder builder, Action<dynamic> configureOptions) => builder;

    /// <summary>Not on this host.</summary>
    [Obsolete(Clustering, error: true, DiagnosticId = "FARAI102")]
    public static ISiloBuilder UseAzureStorageClustering(this ISiloBuilder builder, Action<dynamic> configureOptions) => builder;

    /// <summary>Not on this host.</summary>
    [Obsolete(Clustering, error: true, DiagnosticId = "FARAI102")]
    public static IClientBuilder UseAzureStorageClustering(this IClientBuilder builder, Action<dynamic> configureOptions) => builder;

    /// <summary>Not on this host.</summary>
    [Obsolete(Clustering, error: true, DiagnosticId = "FARAI102")]
    public static ISiloBuilder UseRedisClustering(this ISiloBuilder builder, Action<dynamic> configureOptions) => builder;

    /// <summary>Not on this host.</summary>
    [Obsolete(Clustering, error: true, DiagnosticId = "FARAI102")]
    public static ISiloBuilder UseKubernetesHosting(this ISiloBuilder builder) => builder;

    /// <summary>Not on this host.</summary>
    [Obsolete(Reminders, error: true, DiagnosticId = "FARAI103")]
    public static ISiloBuilder UseAdoNetReminderService(this ISiloBuilder builder, Action<dynamic> configureOptions) => builder;

    /// <summary>Not on this host.</summary>
    [Obsolete(Reminders, error: true, DiagnosticId = "FARAI103")]
    public static ISiloBuilder UseAzureTableReminderService(this ISiloBuilder builder, Action<dynamic> configureOptions) => builder;

    /// <summary>Not on this host.</summary>
    [Obsolete(Streams, error: true, DiagnosticId = "FARAI104")]
    public static ISiloBuilder AddAzureQueueStreams(this ISiloBuilder builder, string name, Action<dynamic> configure) => builder;

    /// <summary>Not on this host.</summary>
    [Obsolete(Streams, error: true, DiagnosticId = "FARAI104")]
    public static ISiloBuilder AddEventHubStreams(this ISiloBuilder builder, string name, Action<dynamic> configure) => builder;

    /// <summary>Not on this host.</summary>
    [Obsolete(Streams, error: true, DiagnosticId = "FARAI104")]
    public static ISiloBuilder AddAdoNetStreams(this ISiloBuilder builder, string name, Action<dynamic> configure) => builder;

    /// <summary>Not on this host.</summary>
    [Obsolete(Streams, error: true, DiagnosticId = "FARAI104")]
    public static ISiloBuilder AddBroadcastChannel(this ISiloBuilder builder, string name) => builder;

    /// <summary>Not on this host: transactions.</summary>
    [Obsolete(Parts, error: true, DiagnosticId = "FARAI105")]
    public static ISiloBuilder UseTransactions(this ISiloBuilder builder) => builder;

    /// <summary>Not on this host: the Orleans Dashboard.</summary>
    [Obsolete(Parts, error: true, DiagnosticId = "FARAI105")]
    public static ISiloBuilder AddDashboard(this ISiloBuilder builder) => builder;

    /// <summary>Not on this host: event sourcing.</summary>
    [Obsolete(Parts, error: true, DiagnosticId = "FARAI105")]
    public static ISiloBuilder AddLogStorageBasedLogConsistencyProvider(this ISiloBuilder builder, string name) => builder;
}
