using System.Reflection;

namespace FarAi.Conventions.Tests;

/// <summary>The arrows between projects, docs/architecture.md §3: a floor uses floors above it in this list, never one below.</summary>
public sealed class FloorsTests
{
    private static readonly string[] Floors =
    [
        "FarAi.Core",
        "FarAi.Inference",
        "FarAi.Inference.Torch",
        "FarAi.Link",
        "FarAi.Node",
        "FarAi.Orleans.InProcess.Generator",
        "FarAi.Orleans.InProcess",
        "FarAi.Grains.Abstractions",
        "FarAi.Grains",
        "FarAi.Simulation",
        "FarAi.Gateway",
        "FarAi.Dashboard",
        "FarAi.Cluster",
        "FarAi.ControlSilo",
        "FarAi.GpuSilo",
        "FarAi.Cli",
    ];

    /// <summary>Arrows that the order of the floors would allow and the design does not.</summary>
    private static readonly (string From, string To, string Why)[] Forbidden =
    [
        ("FarAi.Link", "FarAi.Inference", "the wire knows messages, not tensors"),
        ("FarAi.Grains", "FarAi.Node", "the control plane reaches nodes over the link"),
        ("FarAi.Grains", "FarAi.Link", "a grain sees a node through INodeLink, not its socket"),
        ("FarAi.Gateway", "FarAi.Grains", "the gateway talks to grains through the cluster client only"),
        ("FarAi.Gateway", "FarAi.Node", "the gateway reaches nodes over the link"),
        ("FarAi.GpuSilo", "FarAi.Gateway", "a machine that computes carries no front end"),
        ("FarAi.GpuSilo", "FarAi.ControlSilo", "a machine that computes carries no control plane"),
        ("FarAi.Orleans.InProcess", "FarAi.Core", "the grain host stands on its own"),
    ];

    [Fact]
    public void AProjectOutsideTheFloors_IsGivenAPlace() => Offenders.AssertNone(
        "Give the project a floor in docs/architecture.md §3 and here:",
        Repository.Projects.Where(p => !p.IsTest && !Floors.Contains(p.Name)).Select(p => p.Path));

    [Fact]
    public void Arrows_PointOnlyToFloorsAbove() => Offenders.AssertNone(
        "A floor uses only those above it:",
        from project in Repository.Projects
        where !project.IsTest
        from reference in project.References
        where Array.IndexOf(Floors, reference) < 0 || Array.IndexOf(Floors, reference) >= Array.IndexOf(Floors, project.Name)
        select $"{project.Path} -> {reference}");

    [Fact]
    public void ForbiddenArrows_AreAbsent() => Offenders.AssertNone(
        "These arrows are against the design:",
        from project in Repository.Projects
        from rule in Forbidden
        where project.Name == rule.From && project.References.Contains(rule.To)
        select $"{project.Path} -> {rule.To}: {rule.Why}");

    [Fact]
    public void ProductProjects_ReferenceNoTest() => Offenders.AssertNone(
        "Product code stands without its tests:",
        from project in Repository.Projects
        where !project.IsTest
        from reference in project.References
        where Repository.Projects.Any(p => p.IsTest && p.Name == reference)
        select $"{project.Path} -> {reference}");

    [Fact]
    public void TheGrainModel_StaysOutOfDomainNodeAndWire()
    {
        string[] without = ["FarAi.Core", "FarAi.Inference", "FarAi.Inference.Torch", "FarAi.Link", "FarAi.Node", "FarAi.GpuSilo"];
        Offenders.AssertNone(
            "No Orleans here:",
            Repository.Projects
                .Where(p => without.Contains(p.Name) && (p.UsesGrains || p.Packages.Any(n => n.StartsWith("Microsoft.Orleans", StringComparison.Ordinal))))
                .Select(p => p.Path));
    }

    [Fact]
    public void DomainAndInference_KnowNoWebFramework() => Offenders.AssertNone(
        "No ASP.NET here:",
        Repository.Projects
            .Where(p => p.Name is "FarAi.Core" or "FarAi.Inference" or "FarAi.Inference.Torch" && p.Frameworks.Count > 0)
            .Select(p => p.Path));

    [Fact]
    public void DomainAndGrains_BanWallClockAndThreadPool() => Offenders.AssertNone(
        "<BannedApis>true</BannedApis> is missing:",
        Repository.Projects
            .Where(p => p.Name is "FarAi.Core" or "FarAi.Grains" or "FarAi.Grains.Abstractions" or "FarAi.Simulation" && !p.BannedApis)
            .Select(p => p.Path));

    [Fact]
    public void TheCore_ReferencesNothingButTheBaseLibrary()
    {
        Assembly core = typeof(Core.Identity.NodeId).Assembly;
        Offenders.AssertNone(
            "FarAi.Core is pure: the base library only:",
            core.GetReferencedAssemblies()
                .Select(a => a.Name!)
                .Where(n => !n.StartsWith("System.", StringComparison.Ordinal) && n is not ("System" or "netstandard" or "mscorlib"))
                .Concat(Repository.Projects.Single(p => p.Name == "FarAi.Core").References));
    }
}
