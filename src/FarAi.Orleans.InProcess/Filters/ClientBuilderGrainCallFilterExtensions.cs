namespace Orleans.Hosting;

/// <summary>Registers call filters of a client.</summary>
public static class ClientBuilderGrainCallFilterExtensions
{
    /// <summary>Adds a filter object for calls that the client makes.</summary>
    public static IClientBuilder AddOutgoingGrainCallFilter(this IClientBuilder builder, IOutgoingGrainCallFilter filter)
    {
        builder.Services.AddOutgoingGrainCallFilter(filter);
        return builder;
    }

    /// <summary>Adds a filter made by the client's services for calls that the client makes.</summary>
    public static IClientBuilder AddOutgoingGrainCallFilter<TImplementation>(this IClientBuilder builder)
        where TImplementation : class, IOutgoingGrainCallFilter
    {
        builder.Services.AddOutgoingGrainCallFilter<TImplementation>();
        return builder;
    }

    /// <summary>Adds a function for calls that the client makes.</summary>
    public static IClientBuilder AddOutgoingGrainCallFilter(this IClientBuilder builder, OutgoingGrainCallFilterDelegate filter)
    {
        builder.Services.AddOutgoingGrainCallFilter(filter);
        return builder;
    }
}
