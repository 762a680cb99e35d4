using FarAi.Core.Identity;
using FarAi.Core.Sessions;
using FarAi.Core.Speculation;

namespace FarAi.Core.Tests.Sessions;

public sealed class SessionLogTests
{
    private static Verdict At(int start, int[] tokens, FinishReason finish = FinishReason.None) =>
        new() { Session = new SessionId(1), Epoch = 1, Start = start, Tokens = tokens, Finish = finish, Drafted = 3, Accepted = tokens.Length - 1 };

    [Fact]
    public void EarlyVerdicts_WaitForTheirTurn()
    {
        var log = new SessionLog([1, 2], []);

        Assert.Equal(0, log.Commit(At(4, [12, 13])));
        Assert.Equal(4, log.Commit(At(2, [10, 11])));
        Assert.Equal([10, 11, 12, 13], log.From(0));
    }

    [Fact]
    public void RepeatedAndOverlappingVerdicts_CommitEachTokenOnce()
    {
        var log = new SessionLog([1], [10]);

        Assert.Equal(0, log.Commit(At(1, [10])));
        Assert.Equal(1, log.Commit(At(1, [10, 11])));
        Assert.Equal([10, 11], log.From(0));
        Assert.Equal(1, log.Rounds);
    }

    [Fact]
    public void NothingFollowsTheEnd()
    {
        var log = new SessionLog([1], []);
        log.Commit(At(2, [99]));
        log.Commit(At(1, [10], FinishReason.Stop));

        Assert.Equal(1, log.Count);
        Assert.Equal(0, log.Commit(At(2, [11])));
    }

    [Fact]
    public void AnyOrder_GivesTheSameTokens()
    {
        var random = new Random(11);
        var tokens = Enumerable.Range(100, 60).ToArray();
        for (var i = 0; i < 300; i++)
        {
            var verdicts = new List<Verdict>();
            for (var at = 0; at < tokens.Length;)
            {
                var length = Math.Min(random.Next(1, 6), tokens.Length - at);
                verdicts.Add(At(1 + at, tokens[at..(at + length)]));
                at += length;
            }

            var log = new SessionLog([7], []);
            foreach (var verdict in verdicts.Concat(verdicts.Take(5)).OrderBy(_ => random.Next()))
                log.Commit(verdict);
            Assert.Equal(tokens, log.From(0));
        }
    }
}
