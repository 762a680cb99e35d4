using FarAi.Orleans.InProcess;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Hosting;
using Orleans.Placement;
using Orleans.Runtime.Placement.Filtering;

namespace Orleans.Runtime.MembershipService.SiloMetadata;

/// <summary>Gives a silo metadata.</summary>
public static class SiloMetadataHostingExtensions
{
    /// <summary>Metadata from the section Orleans:Metadata of the configuration.</summary>
    public static ISiloBuilder UseSiloMetadata(this ISiloBuilder builder) => builder.UseSiloMetadata(builder.Configuration);

    /// <summary>Metadata from the section Orleans:Metadata of <paramref name="configuration"/>.</summary>
    public static ISiloBuilder UseSiloMetadata(this ISiloBuilder builder, IConfiguration configuration) =>
        builder.UseSiloMetadata(configuration.GetSection("Orleans").GetSection("Metadata"));

    /// <summary>Metadata from a section.</summary>
    public static ISiloBuilder UseSiloMetadata(this ISiloBuilder builder, IConfigurationSection configurationSection) =>
        builder.UseSiloMetadata(configurationSection.Get<Dictionary<string, string>>() ?? []);

    /// <summary>Metadata by name; later calls add to earlier ones.</summary>
    public static ISiloBuilder UseSiloMetadata(this ISiloBuilder builder, Dictionary<string, string> metadata)
    {
        builder.Services.AddOptions<SiloMetadata>().Configure(own => own.AddMetadata(metadata));
        builder.Services.TryAddSingleton<ISiloMetadataCache, SiloMetadataCache>();
#pragma warning disable ORLEANSEXP004 // The marks are Orleans'; here is where the filters are made known.
        builder.Services.AddPlacementFilter<RequiredMatchSiloMetadataPlacementFilterStrategy, RequiredMatchDirector>(ServiceLifetime.Transient);
        builder.Services.AddPlacementFilter<PreferredMatchSiloMetadataPlacementFilterStrategy, PreferredMatchDirector>(ServiceLifetime.Transient);
#pragma warning restore ORLEANSEXP004
        return builder;
    }
}
