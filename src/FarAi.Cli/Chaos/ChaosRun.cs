using System.Diagnostics;
using System.Globalization;
using FarAi.Cli.Bench;
using FarAi.Cli.Up;
using FarAi.Core.Events;
using FarAi.Inference.Catalog;

namespace FarAi.Cli.Chaos;

/// <summary>Rehearses faults on grids of real processes and compares every stream with what the model alone would have said.</summary>
internal sealed class ChaosRun(ChaosSettings settings, TextWriter progress, TimeProvider time)
{
    /// <summary>How long streams may take once a fault was injected.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(1);
    private ChaosGrid? _grid;
    private int _grids;

    /// <summary>Runs all faults; one record each.</summary>
    public async Task<IReadOnlyList<FaultRecord>> RunAsync(CancellationToken cancellationToken)
    {
        var scripts = Scripts();
        var records = new List<FaultRecord>();
        try
        {
            foreach (var fault in settings.Faults)
            {
                var record = new FaultRecord { Fault = fault.Name };
                records.Add(record);
                for (var repetition = 0; repetition < settings.Repetitions; repetition++)
                    await RepeatAsync(fault, repetition, scripts, record, cancellationToken);
                await TellAsync(record, fault, cancellationToken);
            }
        }
        finally
        {
            _grid?.Dispose();
        }

        return records;
    }

    /// <summary>Once, on the grid that is there where it is as good as new; a grid on which something failed is never used again.</summary>
    private async Task RepeatAsync(Fault fault, int repetition, IReadOnlyList<StreamScript> scripts, FaultRecord record, CancellationToken cancellationToken)
    {
        var failures = record.Failures.Count;
        var name = $"{fault.Name}, repetition {repetition + 1}";
        try
        {
            if (_grid?.Suits(fault) != true)
            {
                _grid?.Dispose();
                _grid = null;
                _grid = await StartAsync(fault, scripts, cancellationToken);
            }

            await OnceAsync(_grid, fault, repetition, scripts, record, cancellationToken);
            if (failures == record.Failures.Count && _grid.IsAsNew(await _grid.WholeAsync(cancellationToken)))
                return;
        }
        catch (Exception exception) when (exception is TimeoutException or StartFailedException or InvalidOperationException)
        {
            record.Failures.Add($"{name}: {exception.Message}");
        }

        if (failures < record.Failures.Count && _grid is not null)
        {
            _grid.KeepLogs();
            record.Failures.Add($"{name}: logs are in {_grid.Logs}");
        }

        _grid?.Dispose();
        _grid = null;
    }

    private async Task TellAsync(FaultRecord record, Fault fault, CancellationToken cancellationToken)
    {
        await progress.WriteLineAsync(ChaosReport.Line(record, fault, settings.Standby).AsMemory(), cancellationToken);
        foreach (var failure in record.Failures)
            await progress.WriteLineAsync($"    FAILED {failure}".AsMemory(), cancellationToken);
        await progress.FlushAsync(cancellationToken);
    }

    private IReadOnlyList<StreamScript> Scripts()
    {
        var (target, draft) = BundledModel.Find();
        using var whole = new WholeModel(ModelCatalog.Read("far-tiny", target, draft));
        return StreamScript.Choose(whole, settings.Streams, settings.Tokens);
    }

    /// <summary>A new grid, with the code that the measured runs use compiled already.</summary>
    private async Task<ChaosGrid> StartAsync(Fault fault, IReadOnlyList<StreamScript> scripts, CancellationToken cancellationToken)
    {
        _grids++;
        var grid = ChaosGrid.Start(settings, settings.Logs is { } logs ? Path.Combine(logs, $"grid-{_grids}") : null, fault);
        try
        {
            await grid.WholeAsync(cancellationToken);
            using var http = Client(grid);
            foreach (var speculation in (string[])["adaptive", fault.Speculation])
                await Task.WhenAll(scripts.Select(s => new ChaosStream(http, s, speculation).RunAsync(cancellationToken))).WaitAsync(Patience, cancellationToken);
            return grid;
        }
        catch
        {
            grid.KeepLogs();
            grid.Dispose();
            throw;
        }
    }

    private async Task OnceAsync(ChaosGrid grid, Fault fault, int repetition, IReadOnlyList<StreamScript> scripts, FaultRecord record, CancellationToken cancellationToken)
    {
        var status = await grid.WholeAsync(cancellationToken);
        var before = (await grid.EventsAsync(-1, cancellationToken)).Select(e => e.Sequence).LastOrDefault();
        using var http = Client(grid);
        var streams = scripts.Select(s => new ChaosStream(http, s, fault.Speculation)).ToList();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = Task.WhenAll(streams.Select(s => s.RunAsync(ending.Token)));
        while (!AreMidway(streams) && !running.IsCompleted)
            await Task.Delay(Poll, cancellationToken);

        var disturbed = streams.Where(s => !s.IsOver).ToList();
        var (injected, moment) = (time.GetUtcNow(), Stopwatch.GetTimestamp());
        var injection = fault.Inject(new FaultScene(grid, status, repetition, () => running.IsCompleted), cancellationToken);
        var ended = await Task.WhenAny(running, Task.Delay(Patience, ending.Token)) == running;
        await ending.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await injection;

        record.Repetitions++;
        record.Streams += streams.Count;
        record.Disturbed += disturbed.Count;
        foreach (var stream in streams)
            Judge(fault, repetition, stream, ended, record);
        foreach (var stream in disturbed.Where(s => s.Error is null))
            Measure(stream, moment, record);
        record.Failures.AddRange((await grid.RestoreAsync(cancellationToken)).Select(unasked => $"{fault.Name}, repetition {repetition + 1}: {unasked}"));
        await grid.WholeAsync(cancellationToken);
        Time(await grid.EventsAsync(before, cancellationToken), injected, record);
    }

    /// <summary>Every stream has begun, and a quarter of all tokens is there.</summary>
    private static bool AreMidway(List<ChaosStream> streams) =>
        streams.TrueForAll(s => s.Tokens >= 4 || s.IsOver) && streams.Sum(s => s.Tokens) * 4 >= streams.Sum(s => s.Script.Tokens);

    private static void Judge(Fault fault, int repetition, ChaosStream stream, bool ended, FaultRecord record)
    {
        var difference = stream.Difference();
        if (difference is null && stream.Error is null && stream.IsOver)
        {
            record.Exact++;
            return;
        }

        if (difference is null && stream.Error is not null)
            record.EndedWithError++;
        var problem = stream.Error is { } error ? $"ended with the error '{error}'{(difference is null ? "" : $", and {difference}")}"
            : !ended && !stream.IsOver ? $"has no end {Patience.TotalSeconds:0} s after the fault: {stream.Tokens} of {stream.Script.Tokens} tokens"
            : difference;
        record.Failures.Add(string.Create(CultureInfo.InvariantCulture,
            $"{fault.Name}, repetition {repetition + 1}: session {stream.Session} (seed {stream.Script.Seed}, '{stream.Script.Prompt}', {stream.Reconnects} reconnects) {problem}"));
    }

    private static void Measure(ChaosStream stream, long moment, FaultRecord record)
    {
        var usual = stream.IntervalsBefore(moment).Select(i => i.TotalMilliseconds).ToList();
        record.Usual.AddRange(usual);
        if (Quantile.Of(usual, 0.5) is { } median && stream.LongestAfter(moment) is { } longest)
            record.Gaps.Add(Math.Max(0, longest.TotalMilliseconds - median));
    }

    /// <summary>What the grid itself tells of the fault. Its clock is this machine's.</summary>
    private static void Time(IReadOnlyList<GridEvent> events, DateTimeOffset injected, FaultRecord record)
    {
        var since = events.Where(e => e.Time >= injected).ToList();
        if (since.Find(e => e.Kind is GridEventKind.NodeLeft or GridEventKind.NodeSilent or GridEventKind.TriadMemberLost or GridEventKind.TriadLinkLost) is { } noticed)
            record.Detected.Add((noticed.Time - injected).TotalMilliseconds);
        if (since.Find(e => e.Kind == GridEventKind.TriadPromoted) is { } promoted)
            record.Promoted.Add((promoted.Time - injected).TotalMilliseconds);
    }

    private static HttpClient Client(ChaosGrid grid) =>
        new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = grid.Url, Timeout = Timeout.InfiniteTimeSpan };
}
