using System.Diagnostics.CodeAnalysis;

namespace FarAi.Gateway.Errors;

/// <summary>A value, or the error that the client gets instead.</summary>
internal readonly struct Outcome<T>
    where T : notnull
{
    private readonly T? _value;

    private Outcome(T? value, ApiError? error)
    {
        _value = value;
        Error = error;
    }

    /// <summary>The error; null where there is a value.</summary>
    public ApiError? Error { get; }

    /// <summary>Whether there is a value.</summary>
    public bool Succeeded([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out ApiError? error)
    {
        (value, error) = (_value, Error);
        return error is null;
    }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(ApiError error) => new(default, error);
}
