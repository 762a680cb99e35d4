namespace FarAi.Orleans.InProcess.Generator;

/// <summary>A grain class; expressions are C# text for the generated manifest.</summary>
internal sealed record ClassModel(
    string FullName,
    string GrainType,
    EquatableArray<string> Interfaces,
    EquatableArray<string> ConstructorArguments,
    bool IsReentrant,
    string? MayInterleave,
    bool IsStatelessWorker,
    string MaxLocalWorkers,
    string? CollectionAge,
    bool IsUsable,
    EquatableArray<DiagnosticModel> Diagnostics);
