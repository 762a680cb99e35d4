using System.Diagnostics;
using System.Text;

namespace FarAi.EndToEnd.Fixture;

/// <summary>The farai executable as its users run it.</summary>
internal sealed class FaraiProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _drained;

    private FaraiProcess(Process process)
    {
        _process = process;
        _drained = Task.WhenAll(DrainAsync(process.StandardOutput, _output), DrainAsync(process.StandardError, _error));
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output => Text(_output);

    public string Error => Text(_error);

    public static FaraiProcess Start(params IEnumerable<string> arguments) => StartWith(new Dictionary<string, string>(), arguments);

    /// <summary>The same with variables that are added to its environment.</summary>
    public static FaraiProcess StartWith(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "farai.exe" : "farai"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new FaraiProcess(Process.Start(start)!);
    }

    /// <summary>Runs to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(string? input, params IEnumerable<string> arguments)
    {
        using var farai = Start(arguments);
        if (input is not null)
            await farai._process.StandardInput.WriteAsync(input);
        farai._process.StandardInput.Close();
        return (await farai.ExitAsync(TimeSpan.FromSeconds(60)), farai.Output, farai.Error);
    }

    /// <summary>Others go before it from now on: threads that it starts inherit this, so it must be said at once.</summary>
    public void RunInBackground() => _process.PriorityClass = ProcessPriorityClass.BelowNormal;

    /// <summary>Its exit status, once all of its output has been read.</summary>
    public async Task<int> ExitAsync(TimeSpan within)
    {
        using var deadline = new CancellationTokenSource(within);
        await _process.WaitForExitAsync(deadline.Token);
        await _drained.WaitAsync(deadline.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static async Task DrainAsync(StreamReader reader, StringBuilder into)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (into)
                into.AppendLine(line);
        }
    }

    private static string Text(StringBuilder builder)
    {
        lock (builder)
            return builder.ToString();
    }
}
