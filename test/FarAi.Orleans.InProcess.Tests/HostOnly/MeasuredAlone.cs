namespace FarAi.Orleans.InProcess.Tests.HostOnly;

/// <summary>Tests that count the bytes of the whole process, and so run when no other test does.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;
