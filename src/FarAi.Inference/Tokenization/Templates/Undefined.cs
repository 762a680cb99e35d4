namespace FarAi.Inference.Tokenization.Templates;

/// <summary>The value of a name or an attribute that is not there: false, empty when printed, an error when used otherwise.</summary>
internal sealed class Undefined
{
    public static readonly Undefined Value = new();

    private Undefined()
    {
    }
}
