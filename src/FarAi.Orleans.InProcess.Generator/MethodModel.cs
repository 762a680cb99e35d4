namespace FarAi.Orleans.InProcess.Generator;

/// <summary>One method of a grain interface; <paramref name="Declaring"/> is the interface that declares it, perhaps a base.</summary>
internal sealed record MethodModel(
    string Name,
    string Declaring,
    ReturnKind Kind,
    string ReturnType,
    string ResultType,
    EquatableArray<ParameterModel> Parameters,
    bool IsOneWay,
    bool IsReadOnly,
    bool IsAlwaysInterleave,
    string? ResponseTimeout);
