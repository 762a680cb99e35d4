using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// The only user of a storage file's connection. Jobs wait in a bounded queue; all that wait at once share one transaction, so
/// that under load a flush to disk is paid once for many writes. Reads see all writes queued before them.
/// When the file fails, waiting writes fail with its name, reads go on where they can, and the file is tried again every second.
/// </summary>
internal sealed partial class SqliteQueue : IAsyncDisposable
{
    private const int MostWaiting = 10_000;
    private const int MostPerTransaction = 256;
    private static readonly TimeSpan s_probePeriod = TimeSpan.FromSeconds(1);

    private readonly Channel<SqliteJob> _jobs = Channel.CreateBounded<SqliteJob>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly SqliteSettings _settings;
    private readonly ILogger _logger;
    private readonly Task _loop;
    private SqliteSession? _session;
    private Task<bool>? _arrival;
    private volatile GrainStorageFileException? _problem;

    /// <summary>Opens the file; <see cref="GrainStorageFileException"/> if it can't be used.</summary>
    public SqliteQueue(SqliteSettings settings, ILogger logger)
    {
        _settings = settings;
        _logger = logger;
        _session = new SqliteSession(SqliteFile.Open(settings, create: true));
        // SQLite blocks its thread for the time of a flush; a thread of its own keeps that off the grains' pool.
        _loop = Task.Factory.StartNew(RunJobs, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Why writes fail at present; null while they don't.</summary>
    public GrainStorageFileException? Problem => _problem;

    public async Task<TResult> RunAsync<TResult>(bool isRead, Func<SqliteSession, TResult> run, CancellationToken cancellation)
    {
        var job = new SqliteJob<TResult>(isRead, run);
        await _jobs.Writer.WriteAsync(job, cancellation);
        return await job.Result;
    }

    public async ValueTask DisposeAsync()
    {
        _jobs.Writer.TryComplete();
        await _loop;
        _session?.Dispose();
    }

    private void RunJobs()
    {
        List<SqliteJob> batch = [];
        while (WaitForJobs())
        {
            batch.Clear();
            while (batch.Count < MostPerTransaction && _jobs.Reader.TryRead(out var job))
                batch.Add(job);
            RunBatch(batch);
        }
    }

    // While the file fails, waiting ends now and then for a probe.
    private bool WaitForJobs()
    {
        while (true)
        {
            _arrival ??= _jobs.Reader.WaitToReadAsync().AsTask();
            if (_problem is null || _arrival.Wait(s_probePeriod))
            {
                var arrived = _arrival.GetAwaiter().GetResult();
                _arrival = null;
                return arrived;
            }

            if (_problem is not { Problem: GrainStorageProblem.Damaged })
                Probe();
        }
    }

    private void RunBatch(List<SqliteJob> batch)
    {
        if (batch.Count == 0)
            return;
        var onlyReads = batch.TrueForAll(job => job.IsRead);
        try
        {
            Session().InTransaction(onlyReads, session =>
            {
                foreach (var job in batch)
                    job.Run(session);
            });
        }
#pragma warning disable CA1031 // Top of the storage's loop: the callers get the failure, and the next batch runs.
        catch (Exception error)
#pragma warning restore CA1031
        {
            OnBatchFailed(batch, onlyReads, SqliteFailure.Of(_settings.Path, error));
            return;
        }

        if (!onlyReads)
            OnWritten();
        foreach (var job in batch)
            job.Announce();
    }

    // The transaction was rolled back whole: nothing of it was acknowledged, and nothing is left of it.
    private void OnBatchFailed(List<SqliteJob> batch, bool onlyReads, GrainStorageFileException failure)
    {
        OnProblem(failure);
        if (batch.Count > 1 && !SqliteFailure.ConcernsAllWrites(failure.Problem))
        {
            // Alone, each job succeeds or fails for its own reason.
            foreach (var job in batch)
                RunBatch([job]);
            return;
        }

        if (onlyReads)
        {
            batch.ForEach(job => job.Fail(failure));
            return;
        }

        batch.FindAll(job => !job.IsRead).ForEach(job => job.Fail(failure));
        RunBatch(batch.FindAll(job => job.IsRead));
    }

    private SqliteSession Session() => _session ??= new SqliteSession(SqliteFile.Open(_settings, create: false));

    private void Probe()
    {
        try
        {
            Session().InTransaction(readOnly: false, static session => session.Fill());
            Session().InTransaction(readOnly: false, static session => session.Empty());
        }
#pragma warning disable CA1031 // Top of the probe: the problem stays, and the next probe follows.
        catch (Exception error)
#pragma warning restore CA1031
        {
            OnProblem(SqliteFailure.Of(_settings.Path, error));
            return;
        }

        OnWritten();
    }

    private void OnProblem(GrainStorageFileException failure)
    {
        if (failure.Problem == GrainStorageProblem.Other)
            return;
        if (_problem?.Problem != failure.Problem)
            LogFailed(failure, failure.Problem, failure.Message);
        _problem = failure;
        if (!SqliteFailure.WantsNewConnection(failure.Problem))
            return;
        _session?.Dispose();
        _session = null;
    }

    private void OnWritten()
    {
        // Damage does not heal because another page could be written.
        if (_problem is null or { Problem: GrainStorageProblem.Damaged })
            return;
        _problem = null;
        LogRecovered(_settings.Path);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Grain storage failed ({Problem}): {Text}")]
    private partial void LogFailed(Exception error, GrainStorageProblem problem, string text);

    [LoggerMessage(Level = LogLevel.Information, Message = "The grain storage file {Path} can be written again.")]
    private partial void LogRecovered(string path);
}
