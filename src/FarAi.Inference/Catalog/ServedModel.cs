using FarAi.Core.Models;
using FarAi.Inference.Models;
using FarAi.Inference.Tokenization;

namespace FarAi.Inference.Catalog;

/// <summary>A target model that the grid serves, and what front ends and planners must know of it. Holds no weights.</summary>
public sealed record ServedModel
{
    /// <summary>The id that clients name.</summary>
    public required string Id { get; init; }

    /// <summary>When its files were last changed.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>What Prime nodes load.</summary>
    public required ModelSource Target { get; init; }

    /// <summary>What scouts load; null where nothing drafts for it.</summary>
    public required ModelSource? Draft { get; init; }

    /// <summary>The target's sizes.</summary>
    public required ModelShape Shape { get; init; }

    /// <summary>The target's configuration.</summary>
    public required ModelConfig Config { get; init; }

    /// <summary>The tokenizer that target and draft share.</summary>
    public required Tokenizer Tokenizer { get; init; }

    /// <summary>Turns chats into prompts; null where the model has no template.</summary>
    public required ChatTemplate? ChatTemplate { get; init; }
}
