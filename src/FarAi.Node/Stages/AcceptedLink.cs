namespace FarAi.Node.Stages;

/// <summary>What a place knows of a link that another node dialled.</summary>
internal sealed class AcceptedLink
{
    /// <summary>The terms under which it stands; null once they are over.</summary>
    public StageTerms? Terms { get; set; }

    /// <summary>Whether frames of the present epoch came over it. A mirror's link to the place after its own is silent until it is promoted, and its end concerns nobody.</summary>
    public bool HasSpoken { get; set; }

    /// <summary>It stands under new terms.</summary>
    public void Renew(StageTerms terms) => (Terms, HasSpoken) = (terms, false);
}
