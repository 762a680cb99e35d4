using System.Runtime.InteropServices;
using FarAi.Core.Speculation;

namespace FarAi.Core.Tests.Speculation;

/// <summary>
/// Head, tail and scout of one session over the toy model, joined by links that keep order and delay at will: each step
/// a seeded die picks which link delivers, which party acts, and now and then a fault. Model caches are kept as the
/// list of inputs they have seen, so a round computed on a wrong prefix gives wrong choices, as a real cache would.
/// </summary>
internal sealed class SpeculationScenario
{
    private sealed record ToScout(int Start, int[] Tokens);

    private readonly Random _random;
    private readonly int _percent;
    private readonly int _limit;
    private readonly List<int> _prompt;
    private readonly HeadPipeline _head;
    private readonly TailVerifier _tail;
    private readonly List<int> _stageCache = [];
    private readonly Queue<VerifyRound> _rounds = new();
    private readonly Queue<ToScout> _toHead = new();
    private readonly Queue<ToScout> _toScout = new();
    private readonly Queue<(int Basis, int Start, int[] Tokens)> _drafts = new();
    private ScoutWindow? _scout;
    private List<int> _scoutCache = [];
    private readonly bool _calm;
    private bool _attachedAtTail;
    private int _attachKnown;

    public SpeculationScenario(int seed, SpeculationPlan plan, int percent, bool calm = false)
    {
        _calm = calm;
        _random = new Random(seed);
        _percent = percent;
        _prompt = [.. Enumerable.Range(0, _random.Next(1, 12)).Select(_ => _random.Next(ToyModel.EndToken))];
        _limit = _prompt.Count + _random.Next(1, 120);
        _head = new HeadPipeline(_prompt, plan, _limit);
        _tail = new TailVerifier(_prompt, _limit, [ToyModel.EndToken]);
        _stageCache.AddRange(_prompt.SkipLast(1));
    }

    public List<int> Received { get; } = [];

    public int Rounds { get; private set; }

    public int Drafted { get; private set; }

    public int Accepted { get; private set; }

    public int Rejections { get; private set; }

    public List<int> Expected => ToyModel.Generate(_prompt, _limit)[_prompt.Count..];

    /// <summary>Runs to the end; false where nothing more could happen before it, which would be a lost wake-up.</summary>
    public bool Run(SpeculationPlan[] plans)
    {
        for (var step = 0; step < 200_000; step++)
        {
            if (_tail.Finish != FinishReason.None && _toHead.Count == 0)
                return true;
            if (_calm && step == 0)
                AttachScout();
            if (!_calm && step < 3_000 && _random.Next(60) == 0)
                Fault(plans);
            Act(_random.Next(6));
        }

        return false;
    }

    private void Act(int which)
    {
        switch (which)
        {
            case 0 when _rounds.TryDequeue(out var round):
                Verify(round);
                break;
            case 1 when _toHead.TryDequeue(out var verdict):
                Assert.True(_head.OnVerdict(verdict.Start, verdict.Tokens));
                Received.AddRange(verdict.Tokens);
                break;
            case 2 when _scout is not null && _toScout.TryDequeue(out var verdict):
                FollowVerdict(verdict);
                break;
            case 3 when _drafts.TryDequeue(out var draft):
                _head.OnDraft(draft.Basis, draft.Start, draft.Tokens);
                break;
            case 4 when _scout is not null:
                DraftOne();
                break;
            default:
                StartRounds(held: !_calm && _random.Next(4) == 0);
                break;
        }
    }

    private void StartRounds(bool held)
    {
        while (_head.Next(held) is { } round)
        {
            Assert.InRange(_head.InFlight, 1, Math.Max(1, SpeculationPlan.MaxInFlight));
            Assert.True(round.Start + round.Tokens.Length < _limit, "a round reached a position whose choice nobody needs");
            _rounds.Enqueue(round);
        }
    }

    private void Verify(VerifyRound round)
    {
        if (!_tail.Accepts(round.Start, round.Tokens))
            return;
        Rounds++;
        Assert.True(_stageCache.Count >= round.Start, "a gap in the tail's cache");
        _stageCache.RemoveRange(round.Start, _stageCache.Count - round.Start);
        var choices = new int[round.Tokens.Length];
        for (var i = 0; i < choices.Length; i++)
        {
            _stageCache.Add(round.Tokens[i]);
            choices[i] = ToyModel.Next(CollectionsMarshal.AsSpan(_stageCache));
        }

        var start = _tail.Known;
        var (tokens, accepted) = _tail.Commit(round.Tokens, choices);
        Assert.InRange(accepted, 0, Math.Max(round.Drafted, 0));
        Rejections += accepted < round.Drafted && _tail.Finish == FinishReason.None ? 1 : 0;
        (Drafted, Accepted) = (Drafted + round.Drafted, Accepted + accepted);
        _toHead.Enqueue(new ToScout(start, tokens));
        if (_attachedAtTail)
            _toScout.Enqueue(new ToScout(start, tokens));
    }

    private void FollowVerdict(ToScout verdict)
    {
        var wrong = _scout!.OnVerdict(verdict.Start, verdict.Tokens);
        Assert.NotEqual(-1, wrong);
        if (wrong < _scoutCache.Count)
            _scoutCache.RemoveRange(wrong, _scoutCache.Count - wrong);
    }

    private void DraftOne()
    {
        if (!_attachedAtTail && _random.Next(3) == 0)
        {
            _attachedAtTail = true;
            if (_tail.From(_attachKnown) is { Length: > 0 } missed)
                _toScout.Enqueue(new ToScout(_attachKnown, missed));
        }

        if (_scout!.MayDraft)
        {
            while (_scoutCache.Count < _scout.Next)
                _scoutCache.Add(_scout[_scoutCache.Count]);
            _scout.Add(ToyModel.Draft(CollectionsMarshal.AsSpan(_scoutCache), _percent));
        }

        if (_scout.TakeUnsent(flush: !_scout.MayDraft) is { } unsent)
            _drafts.Enqueue((_scout.Basis, unsent.Start, unsent.Tokens));
    }

    private void Fault(SpeculationPlan[] plans)
    {
        switch (_random.Next(4))
        {
            case 0:
                (_scout, _attachedAtTail) = (null, false);
                _toScout.Clear();
                _drafts.Clear();
                _head.SetScout(false);
                break;
            case 1:
                AttachScout();
                break;
            default:
                _head.Plan = plans[_random.Next(plans.Length)];
                _scout?.Plan = _head.Plan;
                break;
        }
    }

    private void AttachScout()
    {
        // The grid knows no more than what it has received, perhaps less.
        _attachKnown = _prompt.Count + _random.Next(Received.Count + 1);
        _scout = new ScoutWindow([.. _prompt.Concat(Received).Take(_attachKnown)], _head.Plan);
        _scoutCache = [];
        _attachedAtTail = false;
        _toScout.Clear();
        _drafts.Clear();
        _head.SetScout(true);
    }
}
