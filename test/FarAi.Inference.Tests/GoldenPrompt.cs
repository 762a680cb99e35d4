namespace FarAi.Inference.Tests;

/// <summary>One prompt of golden.json.</summary>
internal sealed record GoldenPrompt(
    string Name, int[] Ids, (int Id, float Logit)[] TargetTop, (int Id, float Logit)[] DraftTop, int[] TargetGreedy, int[] DraftAlongTarget)
{
    public override string ToString() => Name;
}
