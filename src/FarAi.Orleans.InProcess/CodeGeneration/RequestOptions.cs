namespace FarAi.Orleans.InProcess.CodeGeneration;

/// <summary>What the attributes of an interface method say about its calls.</summary>
[Flags]
public enum RequestOptions
{
    /// <summary>An ordinary call.</summary>
    None = 0,

    /// <summary>The caller does not wait.</summary>
    OneWay = 1,

    /// <summary>Interleaves with other read-only calls.</summary>
    ReadOnly = 2,

    /// <summary>Interleaves with everything.</summary>
    AlwaysInterleave = 4,
}
