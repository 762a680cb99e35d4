using Orleans.Hosting;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests.Filters;

/// <summary>Filters see the calls that grains make.</summary>
public sealed class OutgoingFilterTests
{
    [Fact]
    public async Task Filter_SeesCallerAndCallee_AndTheResult()
    {
        List<string> seen = [];
        await using var cluster = await TestCluster.StartAsync(silo => silo.AddOutgoingGrainCallFilter(async context =>
        {
            await context.Invoke();
            if (context is { MethodName: nameof(IFilteredGrain.Join), SourceId: { } source })
                seen.Add($"{source.Key}>{context.TargetId.Key}:{context.InterfaceMethod.Name}={context.Result}, {context.SourceContext!.GrainId.Key}");
        }));
        Assert.Equal("1x", await cluster.Client.GetGrain<IFilteredGrain>("a").JoinThrough("b", 1, "x"));
        Assert.Equal(["a>b:Join=1x, a"], seen);
    }

    [Fact]
    public async Task Filter_ChangesArgumentAndResult()
    {
        await using var cluster = await TestCluster.StartAsync(silo => silo.AddOutgoingGrainCallFilter(async context =>
        {
            if (context is not { MethodName: nameof(IFilteredGrain.Join), SourceContext: not null })
            {
                await context.Invoke();
                return;
            }

            context.Request.SetArgument(0, 9);
            await context.Invoke();
            context.Result = $"[{context.Result}]";
        }));
        Assert.Equal("[9x]", await cluster.Client.GetGrain<IFilteredGrain>("a").JoinThrough("b", 1, "x"));
    }

    [Fact]
    public async Task CalleesException_IsThrownToTheFilter_WhichMayAnswerInstead()
    {
        await using var cluster = await TestCluster.StartAsync(silo => silo.AddOutgoingGrainCallFilter(async context =>
        {
            try
            {
                await context.Invoke();
            }
            catch (InvalidDataException error) when (error.Message == "answered")
            {
                context.Result = 42;
            }
        }));
        var grain = cluster.Client.GetGrain<IFilteredGrain>("a");
        Assert.Equal(42, await grain.FailThrough("b", "answered"));
        Assert.Equal("kept", (await Assert.ThrowsAsync<InvalidDataException>(() => grain.FailThrough("b", "kept"))).Message);
    }

    [Fact]
    public async Task RequestContextSetByAFilter_TravelsWithTheCall()
    {
        await using var cluster = await TestCluster.StartAsync(silo =>
        {
            silo.AddOutgoingGrainCallFilter(context =>
            {
                if (context is { MethodName: nameof(IFilteredGrain.Join), SourceContext: not null })
                    RequestContext.Set("user", "outgoing");
                return context.Invoke();
            });
            silo.AddIncomingGrainCallFilter(async context =>
            {
                await context.Invoke();
                if (context is { MethodName: nameof(IFilteredGrain.Join), SourceId: not null } && RequestContext.Get("user") is string user)
                    context.Result = $"{user} {context.SourceId?.Key}";
            });
        });
        Assert.Equal("outgoing a", await cluster.Client.GetGrain<IFilteredGrain>("a").JoinThrough("b", 1, "x"));
    }
}
