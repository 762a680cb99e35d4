namespace Orleans.Serialization.Invocation;

/// <summary>The outcome of a call, as filters see it: a result, an exception, or only that it has ended.</summary>
public abstract class Response : IDisposable
{
    /// <summary>The outcome of a call without a result.</summary>
    public static Response Completed => CompletedResponse.Instance;

    /// <summary>The result; throws the exception if there is one.</summary>
    public abstract object? Result { get; set; }

    /// <summary>The exception, or null.</summary>
    public abstract Exception? Exception { get; set; }

    /// <summary>An outcome with an exception.</summary>
    public static Response FromException(Exception exception) => new ExceptionResponse { Exception = exception };

    /// <summary>An outcome with a result.</summary>
    public static Response FromResult<TResult>(TResult value) => new Response<TResult> { TypedResult = value };

    /// <summary>The type of the result, if it has one.</summary>
    public virtual Type? GetSimpleResultType() => null;

    /// <summary>The result as <typeparamref name="T"/>; throws the exception if there is one.</summary>
    public abstract T? GetResult<T>();

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <inheritdoc/>
    public override string ToString() => Exception?.ToString() ?? Result?.ToString() ?? "[null]";
}
