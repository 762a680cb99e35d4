namespace FarAi.Orleans.InProcess;

/// <summary>Ends an activation in a turn of its own, if it is idle then; and tells whoever waits whether it does.</summary>
internal sealed class IdleCheck(Activation activation, TimeSpan age)
{
    /// <summary>Set if somebody waits.</summary>
    public TaskCompletionSource<bool>? Ends { get; init; }

    public void Post() => activation.Turns.Post(static self => ((IdleCheck)self!).Apply(), this);

    /// <summary>Applies the check and waits for the end, if it comes to that.</summary>
    public static async Task EndAsync(Activation activation, TimeSpan age)
    {
        var check = new IdleCheck(activation, age) { Ends = new TaskCompletionSource<bool>() };
        check.Post();
        if (await check.Ends.Task)
            await activation.Deactivated;
    }

    private void Apply()
    {
        var ends = activation.TryEndIdle(age);
        Ends?.TrySetResult(ends);
    }
}
