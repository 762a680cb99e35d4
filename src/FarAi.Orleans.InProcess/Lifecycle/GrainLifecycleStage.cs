namespace Orleans.Runtime;

/// <summary>Stages of an activation's life; values are those of Orleans.</summary>
public static class GrainLifecycleStage
{
    /// <summary>Before everything else.</summary>
    public const int First = int.MinValue;

    /// <summary>Persistent state is read.</summary>
    public const int SetupState = 1_000;

    /// <summary>OnActivateAsync and OnDeactivateAsync run.</summary>
    public const int Activate = 2_000;

    /// <summary>After everything else.</summary>
    public const int Last = int.MaxValue;
}
