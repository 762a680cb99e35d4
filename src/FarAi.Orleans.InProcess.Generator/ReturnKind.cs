namespace FarAi.Orleans.InProcess.Generator;

/// <summary>What a grain method returns.</summary>
internal enum ReturnKind
{
    /// <summary>Nothing; observers only.</summary>
    Void,

    /// <summary>A task without a result.</summary>
    Task,

    /// <summary>A task with a result.</summary>
    TaskOfResult,

    /// <summary>A value task without a result.</summary>
    ValueTask,

    /// <summary>A value task with a result.</summary>
    ValueTaskOfResult,

    /// <summary>A sequence.</summary>
    AsyncEnumerable,
}
