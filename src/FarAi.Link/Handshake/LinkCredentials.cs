using System.Text;
using FarAi.Core.Identity;

namespace FarAi.Link;

/// <summary>With what a dialler presents itself.</summary>
/// <param name="Role">What it wants to be.</param>
/// <param name="Scope">Where: the triad's id, or empty. At most 255 bytes of UTF-8.</param>
/// <param name="Secret">What both sides know; never crosses the wire. At least one byte; give it 128 bits of entropy,
/// because whoever answers at the address could try guesses against the dialler's proof.</param>
/// <param name="ExpectedPeer">Who must answer; null accepts any node that knows the secret.</param>
public sealed record LinkCredentials(LinkRole Role, string Scope, byte[] Secret, NodeId? ExpectedPeer = null)
{
    /// <summary>Credentials with a secret that is text, such as an enrolment token.</summary>
    public LinkCredentials(LinkRole role, string scope, string secret, NodeId? expectedPeer = null)
        : this(role, scope, SecretOf(secret), expectedPeer)
    {
    }

    /// <summary>The secret's bytes: its UTF-8.</summary>
    public static byte[] SecretOf(string secret)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        return Encoding.UTF8.GetBytes(secret);
    }
}
