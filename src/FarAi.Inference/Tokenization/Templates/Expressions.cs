namespace FarAi.Inference.Tokenization.Templates;

/// <summary>A node of an expression. The parser bounds how deep they nest, so evaluating by recursion is safe.</summary>
internal abstract record Expression
{
    public object? Evaluate(TemplateState state)
    {
        state.Spend();
        return Compute(state);
    }

    protected abstract object? Compute(TemplateState state);
}

internal sealed record Literal(object? Value) : Expression
{
    protected override object? Compute(TemplateState state) => Value;
}

internal sealed record Variable(string Name) : Expression
{
    protected override object? Compute(TemplateState state) => state.Get(Name);
}

internal sealed record ListOf(IReadOnlyList<Expression> Items) : Expression
{
    protected override object? Compute(TemplateState state) => Items.Select(i => i.Evaluate(state)).ToList();
}

/// <summary><c>{key: value}</c>, or the mapping that <c>namespace(key=value)</c> makes, whose entries may be set.</summary>
internal sealed record MappingOf(IReadOnlyList<(Expression Key, Expression Value)> Pairs, bool IsNamespace) : Expression
{
    protected override object? Compute(TemplateState state)
    {
        var mapping = IsNamespace ? new Namespace() : new Dictionary<string, object?>();
        foreach (var (key, value) in Pairs) mapping[TemplateValue.Text(key.Evaluate(state)).Value] = value.Evaluate(state);
        return mapping;
    }
}

internal sealed record AttributeOf(Expression Target, string Name) : Expression
{
    protected override object? Compute(TemplateState state) => TemplateValue.Attribute(Target.Evaluate(state), Name);
}

internal sealed record ItemOf(Expression Target, Expression Key) : Expression
{
    protected override object? Compute(TemplateState state) => TemplateValue.Item(Target.Evaluate(state), Key.Evaluate(state));
}

internal sealed record SliceOf(Expression Target, Expression? Start, Expression? Stop, Expression? Step) : Expression
{
    protected override object? Compute(TemplateState state)
    {
        var target = Target.Evaluate(state);
        if (target is TemplateText text) state.Spend(text.Value.Length);
        return TemplateValue.Slice(target, Bound(Start, state), Bound(Stop, state), Bound(Step, state) ?? 1);
    }

    private static long? Bound(Expression? bound, TemplateState state) =>
        bound?.Evaluate(state) is { } value ? TemplateValue.Number(value) : null;
}

internal sealed record Not(Expression Operand) : Expression
{
    protected override object? Compute(TemplateState state) => !TemplateValue.IsTrue(Operand.Evaluate(state));
}

internal sealed record Negative(Expression Operand) : Expression
{
    protected override object? Compute(TemplateState state) => -TemplateValue.Number(Operand.Evaluate(state));
}

/// <summary><c>and</c>, <c>or</c>: the value of the operand that decides, as in Python.</summary>
internal sealed record Either(bool Or, Expression Left, Expression Right) : Expression
{
    protected override object? Compute(TemplateState state)
    {
        var left = Left.Evaluate(state);
        return TemplateValue.IsTrue(left) == Or ? left : Right.Evaluate(state);
    }
}

internal sealed record Conditional(Expression Condition, Expression Then, Expression? Otherwise) : Expression
{
    protected override object? Compute(TemplateState state) =>
        TemplateValue.IsTrue(Condition.Evaluate(state)) ? Then.Evaluate(state)
        : Otherwise is null ? Undefined.Value : Otherwise.Evaluate(state);
}

internal sealed record Binary(string Operator, Expression Left, Expression Right) : Expression
{
    protected override object? Compute(TemplateState state)
    {
        var left = Left.Evaluate(state);
        var right = Right.Evaluate(state);
        return Operator switch
        {
            "==" => TemplateValue.AreEqual(left, right),
            "!=" => !TemplateValue.AreEqual(left, right),
            "<" => TemplateValue.Compare(left, right) < 0,
            "<=" => TemplateValue.Compare(left, right) <= 0,
            ">" => TemplateValue.Compare(left, right) > 0,
            ">=" => TemplateValue.Compare(left, right) >= 0,
            "in" => TemplateValue.Contains(right, left),
            "not in" => !TemplateValue.Contains(right, left),
            "~" => Joined(TemplateValue.Print(left), TemplateValue.Print(right), state),
            "+" when left is TemplateText a && right is TemplateText b => Joined(a, b, state),
            "+" when left is List<object?> a && right is List<object?> b => Joined(a, b, state),
            _ => TemplateValue.Bounded(Arithmetic(TemplateValue.Number(left), TemplateValue.Number(right))),
        };
    }

    private static TemplateText Joined(TemplateText left, TemplateText right, TemplateState state)
    {
        state.Spend(left.Value.Length + right.Value.Length);
        return left.Append(right);
    }

    private static List<object?> Joined(List<object?> left, List<object?> right, TemplateState state)
    {
        state.SpendItems(left.Count + right.Count);
        return [.. left, .. right];
    }

    // Numbers are bounded, so nothing overflows here. Python rounds towards minus infinity.
    private Int128 Arithmetic(Int128 left, Int128 right) => (Operator, right) switch
    {
        ("+", _) => left + right,
        ("-", _) => left - right,
        ("*", _) => left * right,
        (_, { } zero) when zero == 0 => throw TemplateValue.Wrong("a division by zero"),
        ("//", _) => (left / right) - (left % right != 0 && (left < 0) != (right < 0) ? 1 : 0),
        ("%", _) => ((left % right) + right) % right,
        _ => throw new InvalidOperationException($"The parser let the operator '{Operator}' through."),
    };
}

/// <summary>A filter, method or function by the delegate that the parser looked up.</summary>
internal sealed record Call(TemplateFunction Function, IReadOnlyList<Expression> Arguments) : Expression
{
    protected override object? Compute(TemplateState state)
    {
        var values = new object?[Arguments.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Arguments[i].Evaluate(state);
            if (values[i] is TemplateText text) state.Spend(text.Value.Length);
            else if (values[i] is List<object?> list) state.SpendItems(list.Count);
        }

        var result = Function(values);
        if (result is List<object?> made) state.Spend(steps: made.Count);
        return result;
    }
}

/// <summary>Something that a template calls: a filter or test (the first argument is what it is applied to), a method, or a function.</summary>
internal delegate object? TemplateFunction(IReadOnlyList<object?> arguments);
