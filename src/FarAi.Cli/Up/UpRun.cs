using FarAi.Cli.Grid;
using FarAi.ControlSilo;
using FarAi.Gateway.Status;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spectre.Console;

namespace FarAi.Cli.Up;

/// <summary>Runs a grid on this machine from start to stop.</summary>
internal static class UpRun
{
    /// <summary>How often a starting grid is asked how far it is.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>How long scouts and standbys may take beyond the triad before the grid is called ready without them.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    /// <summary>The command's work; returns when <paramref name="stop"/> asks for it and everything has ended.</summary>
    /// <exception cref="StartFailedException">The grid can't start.</exception>
    public static async Task<int> RunAsync(UpSettings settings, CancellationToken stop)
    {
        var time = TimeProvider.System;
        var started = time.GetTimestamp();
        using var data = DataFolder.Open(settings.Data);
        settings = settings with { Data = data.Path };
        // A secret that the user chose lets nodes of other machines join too.
        var token = Environment.GetEnvironmentVariable("FARAI_TOKEN") is { Length: > 0 } chosen ? chosen : Swarm.NewToken();
        var options = new ControlSiloOptions
        {
            Address = settings.Address,
            Port = settings.Port,
            Model = settings.Model,
            Draft = settings.Draft,
            Data = data.Path,
            EnrolmentToken = token,
            ApiKeys = settings.ApiKeys,
            AdminKey = Environment.GetEnvironmentVariable("FARAI_ADMIN_KEY") is { Length: > 0 } admin ? admin : null,
            Standby = settings.Standby,
            Verbose = settings.Verbose,
        };
        await using var app = ControlSiloHost.Build(options, builder => builder.Services.AddSingleton<IHostLifetime, QuietLifetime>());
        await ControlSiloHost.StartAsync(app, options, stop);
        try
        {
            await using var swarm = Swarm.Start(settings, token, time);
            await ServeAsync(settings, app, swarm, started, time, stop);
        }
        finally
        {
            await app.StopAsync(CancellationToken.None);
        }

        return ExitCodes.Success;
    }

    private static async Task ServeAsync(UpSettings settings, WebApplication app, Swarm swarm, long started, TimeProvider time, CancellationToken stop)
    {
        var terminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive;
        IProgressDisplay display = terminal && !settings.Verbose ? new LiveProgress(AnsiConsole.Console) : new PlainProgress(Console.Out);
        GridStatus? status = null;
        using (var grid = new GridClient(settings.Url, settings.ApiKeys.Count > 0 ? settings.ApiKeys[0] : null))
            await display.RunAsync(async shown => status = await WaitAsync(settings, grid, swarm, shown, time, stop));
        swarm.MarkReady();
        Announcement.Write(Console.Out, settings, app.Services, status!, time.GetElapsedTime(started));
        while (!stop.IsCancellationRequested)
        {
            foreach (var line in swarm.TakeEvents())
                await Console.Error.WriteLineAsync($"farai: {line}".AsMemory(), CancellationToken.None);
            await Task.Delay(Poll * 5, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Console.Out.WriteLineAsync("stopping".AsMemory(), CancellationToken.None);
    }

    private static async Task<GridStatus> WaitAsync(
        UpSettings settings, GridClient grid, Swarm swarm, IProgressDisplay display, TimeProvider time, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        long? ready = null;
        var last = "nothing was heard of it";
        while (time.GetElapsedTime(started) < settings.ReadyTimeout)
        {
            if (swarm.Failed.IsCompleted)
                throw await swarm.Failed;
            foreach (var line in swarm.TakeEvents())
                display.Note(line);
            var status = await TryStatusAsync(grid, stop);
            var progress = GridProgress.Of(settings, status);
            display.Show(last = progress.Line);
            if (progress.Ready)
                ready ??= time.GetTimestamp();
            if (progress.Complete || (ready is { } since && time.GetElapsedTime(since) > Grace))
                return status!;
            await Task.Delay(Poll, time, stop);
        }

        throw new StartFailedException(ExitCodes.Nodes, $"the grid did not get ready within {settings.ReadyTimeout.TotalSeconds:0} s ({last}): see what the nodes say with --verbose");
    }

    private static async Task<GridStatus?> TryStatusAsync(GridClient grid, CancellationToken stop)
    {
        try
        {
            return await grid.StatusAsync(stop);
        }
        catch (Exception exception) when (exception is StartFailedException or TimeoutException)
        {
            return null; // not yet: the caller asks again until its deadline
        }
    }
}
