namespace FarAi.Orleans.InProcess.Generator;

/// <summary>A grain or observer interface.</summary>
internal sealed record InterfaceModel(
    string FullName, string PlainName, string Identifier, bool IsExtension, EquatableArray<MethodModel> Methods, EquatableArray<DiagnosticModel> Diagnostics);
