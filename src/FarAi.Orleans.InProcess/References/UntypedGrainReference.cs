using FarAi.Orleans.InProcess.CodeGeneration;

namespace Orleans.Runtime;

/// <summary>A reference that speaks no interface yet; cast it to one.</summary>
internal sealed class UntypedGrainReference(GrainReferenceContext context, GrainId grainId) : GrainReference(context, grainId), IGrain
{
}
