using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// The only user of a storage file's connection. Jobs wait in a bounded queue; all that wait at once share one transaction, so
/// that under load a flush to disk is paid once for many writes. Reads see all writes queued before them.
/// </summary>
internal sealed class SqliteQueue : IAsyncDisposable
{
    private const int MostWaiting = 10_000;
    private const int MostPerTransaction = 256;

    private readonly Channel<SqliteJob> _jobs = Channel.CreateBounded<SqliteJob>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly SqliteConnection _connection;
    private readonly SqliteStatements _statements;
    private readonly Task _loop;

    public SqliteQueue(SqliteConnection connection)
    {
        _connection = connection;
        _statements = new SqliteStatements(connection);
        // SQLite blocks its thread for the time of a flush; a thread of its own keeps that off the grains' pool.
        _loop = Task.Factory.StartNew(RunJobs, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public async Task<TResult> RunAsync<TResult>(Func<SqliteStatements, TResult> run, CancellationToken cancellation)
    {
        var job = new SqliteJob<TResult>(run);
        await _jobs.Writer.WriteAsync(job, cancellation);
        return await job.Result;
    }

    public async ValueTask DisposeAsync()
    {
        _jobs.Writer.TryComplete();
        await _loop;
        _statements.Dispose();
        await _connection.DisposeAsync();
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

    private bool WaitForJobs()
    {
        var waiting = _jobs.Reader.WaitToReadAsync();
        return waiting.IsCompleted ? waiting.Result : waiting.AsTask().GetAwaiter().GetResult();
    }

    private void RunBatch(List<SqliteJob> batch)
    {
        try
        {
            using var transaction = _connection.BeginTransaction();
            _statements.Transaction = transaction;
            foreach (var job in batch)
                job.Run(_statements);
            transaction.Commit();
        }
#pragma warning disable CA1031 // Top of the storage's loop: the caller gets the failure, and the next batch runs.
        catch (Exception error)
#pragma warning restore CA1031
        {
            OnBatchFailed(batch, error);
            return;
        }
        finally
        {
            _statements.Transaction = null;
        }

        foreach (var job in batch)
            job.Announce();
    }

    // The transaction was rolled back whole. Alone, each job succeeds or fails for its own reason.
    private void OnBatchFailed(List<SqliteJob> batch, Exception error)
    {
        if (batch.Count == 1)
        {
            batch[0].Fail(new GrainStorageFileException($"The grain storage file {_connection.DataSource} failed: {error.Message}", error));
            return;
        }

        foreach (var job in batch)
            RunBatch([job]);
    }
}
