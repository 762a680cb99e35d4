namespace FarAi.Orleans.InProcess.CodeGeneration;

/// <summary>A call whose answer is a sequence: its arguments (in generated subclasses), kept until the sequence is enumerated.</summary>
public abstract class EnumerableRequest<T>
{
    /// <summary>The token among the arguments, if the method has one.</summary>
    protected virtual CancellationToken TokenArgument
    {
        get => CancellationToken.None;
        set { }
    }

    /// <summary>The method for statistics.</summary>
    public virtual GrainMethod? Method => null;

    internal CancellationToken CallerToken => TokenArgument;

    /// <summary>The number of arguments.</summary>
    public virtual int GetArgumentCount() => 0;

    /// <summary>One argument.</summary>
    public virtual object? GetArgument(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>Replaces one argument.</summary>
    public virtual void SetArgument(int index, object value) => throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>The method's name.</summary>
    public abstract string GetMethodName();

    /// <summary>The full name of the interface.</summary>
    public abstract string GetInterfaceName();

    /// <summary>The interface.</summary>
    public abstract Type GetInterfaceType();

    /// <summary>Calls the method on the grain.</summary>
    protected abstract IAsyncEnumerable<T> InvokeOn(object target);

    // A sequence may be enumerated more than once: each enumeration has its own copy, with its own token.
    internal IAsyncEnumerable<T> Invoke(object target, CancellationToken token)
    {
        var copy = (EnumerableRequest<T>)MemberwiseClone();
        if (CallerToken.CanBeCanceled)
            copy.TokenArgument = token;
        return copy.InvokeOn(target);
    }
}
