namespace FarAi.Orleans.InProcess;

/// <summary>An operation with a result.</summary>
internal sealed class SqliteJob<TResult>(Func<SqliteStatements, TResult> run) : SqliteJob
{
    private readonly TaskCompletionSource<TResult> _promise = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult? _result;

    public Task<TResult> Result => _promise.Task;

    public override void Run(SqliteStatements statements) => _result = run(statements);

    public override void Announce() => _promise.TrySetResult(_result!);

    public override void Fail(Exception error) => _promise.TrySetException(error);
}
