using System.CommandLine;

namespace FarAi.Cluster;

/// <summary>Runs a command line so that every failure is one clear line on standard error and an exit code.</summary>
public static class CommandRunner
{
    /// <summary>How long a command may take to stop before the process ends anyway.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Parses and runs.</summary>
    /// <param name="name">The program's name, which starts the line of an error.</param>
    /// <param name="command">Its commands.</param>
    /// <param name="args">What the user typed.</param>
    /// <param name="takesSignals">Whether what was typed runs something that answers to signals itself, in its own time; otherwise they cancel it, and it has five seconds.</param>
    /// <returns>One of <see cref="ExitCodes"/>, or what the command returned.</returns>
    public static async Task<int> RunAsync(string name, RootCommand command, IReadOnlyList<string> args, Predicate<ParseResult>? takesSignals = null)
    {
        ArgumentNullException.ThrowIfNull(command);
        var parsed = command.Parse(args);
        if (parsed.Errors.Count > 0)
            return Fail(ExitCodes.Usage, $"{parsed.Errors[0].Message.TrimEnd('.')} (see {name} --help)");
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = takesSignals?.Invoke(parsed) == true ? null : StopTimeout });
        }
        catch (StartFailedException exception)
        {
            return Fail(exception.ExitCode, exception.Message);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Success;
        }
#pragma warning disable CA1031 // The top of the process: a user gets a line, a developer sets FARAI_DEBUG and gets the trace.
        catch (Exception exception) when (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("FARAI_DEBUG")))
#pragma warning restore CA1031
        {
            return Fail(ExitCodes.Fault, $"{exception.GetType().Name}: {exception.Message} (set FARAI_DEBUG=1 for the trace)");
        }

        int Fail(int code, string message)
        {
            Console.Error.WriteLine($"{name}: {message.ReplaceLineEndings(" ")}");
            return code;
        }
    }
}
