using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>Short ways to streams.</summary>
public static class StreamProviderExtensions
{
    /// <summary>The stream with a GUID key and no namespace.</summary>
    public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, Guid id) => streamProvider.GetStream<T>(StreamId.Create(null, id));

    /// <summary>The stream with a namespace and a GUID key.</summary>
    public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string ns, Guid id) => streamProvider.GetStream<T>(StreamId.Create(ns, id));

    /// <summary>The stream with a text key and no namespace.</summary>
    public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string id) => streamProvider.GetStream<T>(StreamId.Create(null, id));

    /// <summary>The stream with a namespace and a text key.</summary>
    public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string ns, string id) => streamProvider.GetStream<T>(StreamId.Create(ns, id));

    /// <summary>The stream with an integer key and no namespace.</summary>
    public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, long id) => streamProvider.GetStream<T>(StreamId.Create(null, id));

    /// <summary>The stream with a namespace and an integer key.</summary>
    public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string ns, long id) => streamProvider.GetStream<T>(StreamId.Create(ns, id));
}
