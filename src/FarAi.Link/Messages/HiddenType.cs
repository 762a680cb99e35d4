namespace FarAi.Link;

/// <summary>Element type of hidden states on the wire. The numbers cross the wire.</summary>
public enum HiddenType : byte
{
    /// <summary>IEEE single precision, 4 bytes.</summary>
    F32 = 1,

    /// <summary>bfloat16, 2 bytes.</summary>
    BF16 = 2,
}
