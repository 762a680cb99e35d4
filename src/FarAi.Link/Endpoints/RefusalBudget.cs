namespace FarAi.Link;

/// <summary>Rations log lines per remote address, so that a flood of bad links can't flood the log. Safe for several threads.</summary>
internal sealed class RefusalBudget(TimeProvider time)
{
    private const int LinesAtOnce = 5;
    private const int MostAddresses = 4096;

    private static readonly TimeSpan Refill = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, Account> _accounts = [];
    private readonly Lock _gate = new();

    /// <summary>Whether a line may be written now, and how many were not since the last one.</summary>
    public bool TryTake(string address, out int suppressed)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (!_accounts.TryGetValue(address, out var account))
            {
                if (_accounts.Count >= MostAddresses)
                    _accounts.Clear(); // forgetting costs a few extra lines; growing without bound would cost the process
                account = new Account(now, 0, 0);
            }

            if (time.GetElapsedTime(account.Since, now) >= Refill)
                account = new Account(now, 0, account.Suppressed);
            var taken = account.Lines < LinesAtOnce;
            suppressed = account.Suppressed;
            _accounts[address] = taken
                ? account with { Lines = account.Lines + 1, Suppressed = 0 }
                : account with { Suppressed = account.Suppressed + 1 };
            return taken;
        }
    }

    private readonly record struct Account(long Since, int Lines, int Suppressed);
}
