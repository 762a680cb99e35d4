namespace FarAi.Inference.Tokenization.Templates;

/// <summary>A node of a template between its tags.</summary>
internal abstract record Statement
{
    public abstract void Run(TemplateState state);
}

internal sealed record Block(IReadOnlyList<Statement> Statements) : Statement
{
    public override void Run(TemplateState state)
    {
        foreach (var statement in Statements)
        {
            state.Spend();
            statement.Run(state);
        }
    }
}

internal sealed record Print(Expression Value) : Statement
{
    public override void Run(TemplateState state) => state.Write(TemplateValue.Print(Value.Evaluate(state)));
}

/// <summary><c>if</c>, <c>elif</c> and <c>else</c> (whose condition is null).</summary>
internal sealed record If(IReadOnlyList<(Expression? Condition, Block Body)> Branches) : Statement
{
    public override void Run(TemplateState state)
    {
        foreach (var (condition, body) in Branches)
        {
            if (condition is not null && !TemplateValue.IsTrue(condition.Evaluate(state))) continue;
            body.Run(state);
            return;
        }
    }
}

/// <summary><c>set name = value</c>, or <c>set space.name = value</c> for a namespace.</summary>
internal sealed record Set(string Name, string? Attribute, Expression Value) : Statement
{
    public override void Run(TemplateState state)
    {
        var value = Value.Evaluate(state);
        if (Attribute is null) state.Set(Name, value);
        else if (state.Get(Name) is Namespace space) space[Attribute] = value;
        else throw TemplateValue.Wrong($"'{Name}' is not a namespace");
    }
}

/// <summary><c>for names in items if filter</c>, with <c>else</c> for no items. What the body sets is gone after each turn.</summary>
internal sealed record For(IReadOnlyList<string> Names, Expression Items, Expression? Filter, Block Body, Block? Otherwise) : Statement
{
    // A turn of a loop sets up a scope, which takes as long as several steps.
    private const int IterationCost = 8;

    public override void Run(TemplateState state)
    {
        var items = Filtered(TemplateValue.Items(Items.Evaluate(state)), state);
        for (var i = 0; i < items.Count; i++)
        {
            state.Spend(steps: IterationCost);
            state.Enter();
            Bind(items[i], state);
            state.Set("loop", Loop(items, i));
            Body.Run(state);
            state.Leave();
        }

        if (items.Count == 0) Otherwise?.Run(state);
    }

    private List<object?> Filtered(List<object?> items, TemplateState state)
    {
        if (Filter is null) return items;
        var kept = new List<object?>();
        foreach (var item in items)
        {
            state.Spend(steps: IterationCost);
            state.Enter();
            Bind(item, state);
            if (TemplateValue.IsTrue(Filter.Evaluate(state))) kept.Add(item);
            state.Leave();
        }

        return kept;
    }

    private void Bind(object? item, TemplateState state)
    {
        if (Names.Count == 1)
        {
            state.Set(Names[0], item);
            return;
        }

        var parts = TemplateValue.Items(item);
        if (parts.Count != Names.Count) throw TemplateValue.Wrong("a loop's item has another number of parts than the loop has names");
        for (var i = 0; i < Names.Count; i++) state.Set(Names[i], parts[i]);
    }

    private static Dictionary<string, object?> Loop(List<object?> items, int index) => new()
    {
        ["index0"] = (long)index,
        ["index"] = index + 1L,
        ["first"] = index == 0,
        ["last"] = index == items.Count - 1,
        ["length"] = (long)items.Count,
        ["revindex"] = (long)items.Count - index,
        ["revindex0"] = items.Count - index - 1L,
        ["previtem"] = index > 0 ? items[index - 1] : Undefined.Value,
        ["nextitem"] = index + 1 < items.Count ? items[index + 1] : Undefined.Value,
    };
}
