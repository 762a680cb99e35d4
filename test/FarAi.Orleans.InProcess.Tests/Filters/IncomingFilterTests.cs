using Orleans.Hosting;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests.Filters;

/// <summary>Filters see calls before and after the grain, in order, and may change arguments, results and outcomes.</summary>
public sealed class IncomingFilterTests
{
    private readonly Journal _journal = new();

    [Fact]
    public async Task Filters_RunInOrderOfRegistration_TheGrainsOwnLast()
    {
        await using var cluster = await StartAsync(silo =>
        {
            silo.AddIncomingGrainCallFilter(Noting("first"));
            silo.AddIncomingGrainCallFilter(new NotingFilter(_journal));
        });
        Assert.Equal("<hello>", await cluster.Client.GetGrain<IOwnFilterGrain>("a").Say("hello"));
        Assert.Equal(["first before", "object before", "own before", "method", "own after", "object after", "first after"], _journal.Entries);
    }

    [Fact]
    public async Task Filter_MadeByServices_IsUsed()
    {
        await using var cluster = await StartAsync(silo => silo.AddIncomingGrainCallFilter<NotingFilter>());
        await cluster.Client.GetGrain<IFilteredGrain>("a").Touch();
        Assert.Equal(["object before", "touched", "object after"], _journal.Entries);
    }

    [Fact]
    public async Task Filter_SeesTheCall_AlsoAnOverload()
    {
        List<string> seen = [];
        await using var cluster = await StartAsync(silo => silo.AddIncomingGrainCallFilter(async context =>
        {
            if (context.Grain is FilteredGrain)
            {
                seen.Add($"{context.MethodName}({string.Join(", ", context.InterfaceMethod.GetParameters().Select(parameter => parameter.ParameterType.Name))})");
                Assert.Equal(typeof(FilteredGrain), context.ImplementationMethod.DeclaringType);
                Assert.Equal(context.TargetContext.GrainId, context.TargetId);
                Assert.Equal("a", context.TargetId.Key.ToString());
                Assert.Equal(2, context.Request.GetArgumentCount());
                Assert.Equal(7, context.Request.GetArgument(context.InterfaceMethod.GetParameters()[0].ParameterType == typeof(int) ? 0 : 1));
                Assert.EndsWith(nameof(IFilteredGrain), context.InterfaceName, StringComparison.Ordinal);
            }

            await context.Invoke();
        }));
        var grain = cluster.Client.GetGrain<IFilteredGrain>("a");
        Assert.Equal("7x", await grain.Join(7, "x"));
        Assert.Equal("x7", await grain.Join("x", 7));
        Assert.Equal(["Join(Int32, String)", "Join(String, Int32)"], seen);
    }

    [Fact]
    public async Task ArgumentReplacedByAFilter_ReachesTheGrain()
    {
        await using var cluster = await StartAsync(silo => silo.AddIncomingGrainCallFilter(context =>
        {
            if (context.MethodName == nameof(IFilteredGrain.Join))
                context.Request.SetArgument(1, "changed");
            return context.Invoke();
        }));
        Assert.Equal("1changed", await cluster.Client.GetGrain<IFilteredGrain>("a").Join(1, "given"));
    }

    [Fact]
    public async Task ResultSetByAFilter_ReachesTheCaller_WithoutTheGrain()
    {
        await using var cluster = await StartAsync(silo => silo.AddIncomingGrainCallFilter(context =>
        {
            if (context.Grain is not FilteredGrain)
                return context.Invoke();
            context.Result = context.MethodName == nameof(IFilteredGrain.Touch) ? null : "instead";
            return Task.CompletedTask;
        }));
        var grain = cluster.Client.GetGrain<IFilteredGrain>("a");
        Assert.Equal("instead", await grain.Join(1, "x"));
        await grain.Touch();
        Assert.DoesNotContain("touched", _journal.Entries);
    }

    [Fact]
    public async Task GrainsException_IsThrownToTheFilter_WhichMayAnswerInstead()
    {
        await using var cluster = await StartAsync(silo => silo.AddIncomingGrainCallFilter(async context =>
        {
            try
            {
                await context.Invoke();
            }
            catch (InvalidDataException error) when (error.Message == "answered")
            {
                context.Result = 42;
            }
            catch (InvalidDataException)
            {
                // Swallowed without a result: the caller still learns of it.
            }
        }));
        var grain = cluster.Client.GetGrain<IFilteredGrain>("a");
        Assert.Equal(42, await grain.Fail("answered"));
        Assert.Equal("swallowed", (await Assert.ThrowsAsync<InvalidDataException>(() => grain.Fail("swallowed"))).Message);
    }

    [Fact]
    public async Task FiltersOwnException_ReachesTheCaller()
    {
        await using var cluster = await StartAsync(silo => silo.AddIncomingGrainCallFilter(context =>
            context.Grain is FilteredGrain ? throw new UnauthorizedAccessException("no") : context.Invoke()));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => cluster.Client.GetGrain<IFilteredGrain>("a").Touch());
        Assert.Empty(_journal.Entries);
    }

    [Fact]
    public async Task FilterThatBreaksTheChain_FailsTheCall()
    {
        await using var cluster = await StartAsync(silo => silo.AddIncomingGrainCallFilter(context =>
            context.Grain is FilteredGrain ? Task.CompletedTask : context.Invoke()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.Client.GetGrain<IFilteredGrain>("a").Touch());
    }

    [Fact]
    public async Task RequestContextSetByAFilter_IsSeenByTheGrain()
    {
        await using var cluster = await StartAsync(silo => silo.AddIncomingGrainCallFilter(context =>
        {
            RequestContext.Set("user", "filtered");
            return context.Invoke();
        }));
        Assert.Equal("filtered", await cluster.Client.GetGrain<IFilteredGrain>("a").ContextValue("user"));
    }

    [Fact]
    public async Task SequencesPassFiltersToo()
    {
        var blocked = false;
        await using var cluster = await StartAsync(silo => silo.AddIncomingGrainCallFilter(context =>
            blocked && context.Grain is FilteredGrain ? throw new UnauthorizedAccessException("no") : context.Invoke()));
        var grain = cluster.Client.GetGrain<IFilteredGrain>("a");
        List<int> numbers = [];
        await foreach (var number in grain.Numbers(3))
            numbers.Add(number);
        Assert.Equal([0, 1, 2], numbers);
        blocked = true;
        await Assert.ThrowsAsync<UnauthorizedAccessException>(async () =>
        {
            await foreach (var number in grain.Numbers(3))
                numbers.Add(number);
        });
    }

    private Task<TestCluster> StartAsync(Action<ISiloBuilder> configure) => TestCluster.StartAsync(configure, journal: _journal);

    private IncomingGrainCallFilterDelegate Noting(string name) => async context =>
    {
        if (context.Grain is not (FilteredGrain or OwnFilterGrain))
        {
            await context.Invoke();
            return;
        }

        _journal.Write($"{name} before");
        await context.Invoke();
        _journal.Write($"{name} after");
    };

    private sealed class NotingFilter(Journal journal) : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.Grain is not (FilteredGrain or OwnFilterGrain))
            {
                await context.Invoke();
                return;
            }

            journal.Write("object before");
            await context.Invoke();
            journal.Write("object after");
        }
    }
}
