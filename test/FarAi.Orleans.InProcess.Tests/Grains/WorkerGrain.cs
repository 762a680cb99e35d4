using Orleans.Concurrency;

namespace FarAi.Orleans.InProcess.Tests;

internal interface IWorkerGrain : IGrainWithIntegerKey
{
    Task Hold(string gate);
}

[StatelessWorker(3)]
internal sealed class WorkerGrain(Journal journal) : Grain, IWorkerGrain
{
    public async Task Hold(string gate)
    {
        journal.Write("in " + gate);
        await journal.Pass(gate);
    }
}
