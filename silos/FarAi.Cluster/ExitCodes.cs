namespace FarAi.Cluster;

/// <summary>What the executables' exit status says.</summary>
public static class ExitCodes
{
    /// <summary>Done, or stopped as asked.</summary>
    public const int Success = 0;

    /// <summary>Something that should not happen; the line on standard error names it.</summary>
    public const int Fault = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The address or port can't be listened on.</summary>
    public const int Address = 3;

    /// <summary>A model is missing or broken, or draft and target don't go together.</summary>
    public const int Model = 4;

    /// <summary>The data folder can't be used: no right to write, in use by another grid, or broken.</summary>
    public const int Data = 5;

    /// <summary>Nodes don't start or the grid does not get ready.</summary>
    public const int Nodes = 6;

    /// <summary>The grid does not answer, or answers with an error.</summary>
    public const int Grid = 7;
}
