namespace FarAi.Orleans.InProcess;

/// <summary>An operation with a result.</summary>
internal sealed class SqliteJob<TResult>(bool isRead, Func<SqliteSession, TResult> run) : SqliteJob(isRead)
{
    private readonly TaskCompletionSource<TResult> _promise = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult? _result;

    public Task<TResult> Result => _promise.Task;

    public override void Run(SqliteSession session) => _result = run(session);

    public override void Announce() => _promise.TrySetResult(_result!);

    public override void Fail(Exception error) => _promise.TrySetException(error);
}
