namespace FarAi.Core.Models;

/// <summary>Which model a node must load, and how it knows that it has the right bytes.</summary>
/// <param name="Model">The id under which the grid serves it.</param>
/// <param name="Directory">A Hugging Face directory on the node's file system.</param>
/// <param name="Digest">The digest of the directory's weights; a node refuses a directory with another one.</param>
public sealed record ModelSource(string Model, string Directory, string Digest);
