using System.Text.Json.Serialization;
using FarAi.Core.Identity;
using FarAi.Core.Models;
using FarAi.Core.Sampling;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;

namespace FarAi.Core.Nodes;

/// <summary>What the grid tells a node to do.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(LoadShard), "load-shard")]
[JsonDerivedType(typeof(UnloadShard), "unload-shard")]
[JsonDerivedType(typeof(LoadDraft), "load-draft")]
[JsonDerivedType(typeof(OpenSession), "open-session")]
[JsonDerivedType(typeof(CloseSession), "close-session")]
[JsonDerivedType(typeof(OpenDraft), "open-draft")]
[JsonDerivedType(typeof(SetPlan), "set-plan")]
[JsonDerivedType(typeof(ResendVerdicts), "resend-verdicts")]
public abstract record NodeCommand;

/// <summary>Hold layers of a model as a member of a triad. A node that already holds them only takes the new epoch and links.
/// Answered by <see cref="ShardReady"/> once the weights are loaded and the link to <paramref name="Next"/> stands, or <see cref="ShardFailed"/>.</summary>
/// <param name="Triad">The triad.</param>
/// <param name="Epoch">Obeyed from now on; every older one is refused.</param>
/// <param name="Model">What to load.</param>
/// <param name="Layers">Which layers.</param>
/// <param name="Role">The node's place.</param>
/// <param name="Next">Whom to send results to: the next stage; for the tail the head, which gets the verdicts.</param>
/// <param name="MemberKey">Secret with which members of this epoch authenticate their links to each other.</param>
/// <param name="ScoutKey">Secret with which scouts authenticate their links to head and tail.</param>
/// <param name="Mirrors">For a mirror: the member before its place (for the head's the tail), whose results it follows and computes without
/// a word until it is promoted. Null for a member.</param>
/// <param name="Continues">Whether sessions go on: a member was replaced by its mirror, and whoever holds the same layers in the same place keeps its caches.</param>
/// <param name="Warm">For a mirror: holds weights and links only. The member before its place sends it nothing until it is promoted, and then everything.</param>
public sealed record LoadShard(
    TriadId Triad, long Epoch, ModelSource Model, LayerRange Layers, TriadRole Role, PeerAddress Next, string MemberKey, string ScoutKey,
    PeerAddress? Mirrors = null, bool Continues = false, bool Warm = false) : NodeCommand;

/// <summary>Leave a place in a triad, or all of them, and free weights and caches.</summary>
/// <param name="Triad">The triad.</param>
/// <param name="Role">The place, as a member or as its mirror; null for all.</param>
public sealed record UnloadShard(TriadId Triad, TriadRole? Role = null) : NodeCommand;

/// <summary>Load a draft model. Answered by <see cref="DraftReady"/> or <see cref="DraftFailed"/>.</summary>
public sealed record LoadDraft(ModelSource Model) : NodeCommand;

/// <summary>Start (or, after a failure, go on with) a generation. Sent to the head, which passes it down the pipeline.</summary>
/// <param name="Session">The session.</param>
/// <param name="Triad">The triad that serves it.</param>
/// <param name="Epoch">The triad's epoch; an old one is refused.</param>
/// <param name="Tokens">Prompt and what is committed so far.</param>
/// <param name="PromptLength">How many of <paramref name="Tokens"/> are the prompt.</param>
/// <param name="MaxTokens">Most tokens to generate, counted from the prompt's end.</param>
/// <param name="EndTokens">Tokens that end a generation.</param>
/// <param name="Sampling">How tokens are chosen.</param>
/// <param name="Plan">How far to speculate at first.</param>
/// <param name="Opening">The head's own number of this opening, which the tail's echo brings back; the grid leaves it 0.</param>
public sealed record OpenSession(
    SessionId Session, TriadId Triad, long Epoch, IReadOnlyList<int> Tokens, int PromptLength, int MaxTokens,
    IReadOnlyList<int> EndTokens, SamplingParameters Sampling, SpeculationPlan Plan, long Opening = 0) : NodeCommand;

/// <summary>Stop a generation and free its caches; to a scout: stop drafting for it. Unknown sessions are ignored.</summary>
public sealed record CloseSession(SessionId Session) : NodeCommand;

/// <summary>Draft for a session: prefill, attach to head and tail, send drafts to the head and follow the tail's verdicts.</summary>
/// <param name="Session">The session.</param>
/// <param name="Triad">The triad that verifies.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Draft">The draft model, loaded before by <see cref="LoadDraft"/>.</param>
/// <param name="Tokens">Prompt and what is committed so far; the tail sends the rest on attachment.</param>
/// <param name="Sampling">The session's sampling: the draft is chosen with the same noise.</param>
/// <param name="Plan">How far to speculate at first.</param>
/// <param name="Head">Where drafts go.</param>
/// <param name="Tail">Where verdicts come from.</param>
/// <param name="ScoutKey">Authenticates the links.</param>
public sealed record OpenDraft(
    SessionId Session, TriadId Triad, long Epoch, ModelSource Draft, IReadOnlyList<int> Tokens, SamplingParameters Sampling,
    SpeculationPlan Plan, PeerAddress Head, PeerAddress Tail, string ScoutKey) : NodeCommand;

/// <summary>Speculate differently from now on. Goes to the head and to the scout.</summary>
public sealed record SetPlan(SessionId Session, SpeculationPlan Plan) : NodeCommand;

/// <summary>Say again what a generation has committed: verdicts were lost on their way, or the session was moved. To the tail, which
/// answers with one <see cref="Verdict"/> if there is more, or with <see cref="SessionFault"/> where it has no such session.</summary>
/// <param name="Session">The session.</param>
/// <param name="Triad">The triad that serves it.</param>
/// <param name="Epoch">The triad's epoch.</param>
/// <param name="Known">The sequence position from which on tokens are wanted.</param>
public sealed record ResendVerdicts(SessionId Session, TriadId Triad, long Epoch, int Known) : NodeCommand;
