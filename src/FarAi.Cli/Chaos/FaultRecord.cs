namespace FarAi.Cli.Chaos;

/// <summary>What all repetitions of a fault came to.</summary>
internal sealed record FaultRecord
{
    /// <summary>The fault's name.</summary>
    public required string Fault { get; init; }

    /// <summary>Times that it was injected.</summary>
    public int Repetitions { get; set; }

    /// <summary>Streams that ran.</summary>
    public int Streams { get; set; }

    /// <summary>Of these, streams under way when it was injected.</summary>
    public int Disturbed { get; set; }

    /// <summary>Streams whose output was the reference, token for token.</summary>
    public int Exact { get; set; }

    /// <summary>Streams that the grid ended with an error, and that were exact so far.</summary>
    public int EndedWithError { get; set; }

    /// <summary>What went wrong, one sentence each.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>From the fault until the grid noticed it, milliseconds, where it told so.</summary>
    public List<double> Detected { get; } = [];

    /// <summary>From the fault until a new epoch was stored, milliseconds, where one was.</summary>
    public List<double> Promoted { get; } = [];

    /// <summary>Each disturbed stream's longest time between tokens after the fault, less its median before, milliseconds.</summary>
    public List<double> Gaps { get; } = [];

    /// <summary>Times between tokens before the fault, milliseconds.</summary>
    public List<double> Usual { get; } = [];
}
