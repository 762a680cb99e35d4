using FarAi.Core.Identity;
using FarAi.Core.Models;

namespace FarAi.Core.Triads;

/// <summary>A triad to be: its model, its three members and who stands by.</summary>
/// <param name="Triad">Its id.</param>
/// <param name="Region">The region that proposes it and wants to hear of it.</param>
/// <param name="Model">The target model.</param>
/// <param name="Shape">The model's sizes.</param>
/// <param name="Candidates">Exactly three.</param>
/// <param name="Standbys">Any number.</param>
public sealed record TriadProposal(
    TriadId Triad, string Region, ModelSource Model, ModelShape Shape, IReadOnlyList<TriadCandidate> Candidates, IReadOnlyList<TriadCandidate> Standbys);
