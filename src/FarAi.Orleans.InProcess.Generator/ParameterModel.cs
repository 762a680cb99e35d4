namespace FarAi.Orleans.InProcess.Generator;

/// <summary>One parameter of a grain method.</summary>
internal sealed record ParameterModel(string Type, bool IsToken);
