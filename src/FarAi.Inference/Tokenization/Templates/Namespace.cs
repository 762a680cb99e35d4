namespace FarAi.Inference.Tokenization.Templates;

/// <summary>A mapping whose entries a template may set from within a loop; no other mapping can be changed.</summary>
internal sealed class Namespace : Dictionary<string, object?>;
