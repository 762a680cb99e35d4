namespace FarAi.Inference.Tokenization.Templates;

/// <summary><c>select</c>, <c>reject</c>, <c>selectattr</c> and <c>rejectattr</c>: the items for which a test holds, or doesn't.</summary>
internal static class ItemFilter
{
    /// <summary>The call of such a filter on <paramref name="arguments"/> (the value first), or null if the name is another's.</summary>
    public static Expression? TryCreate(TemplateToken name, List<Expression> arguments)
    {
        if (name.Text is not ("select" or "reject" or "selectattr" or "rejectattr")) return null;
        var keep = name.Text.StartsWith('s');
        var byAttribute = name.Text.EndsWith("attr", StringComparison.Ordinal);
        var testAt = byAttribute ? 2 : 1;
        var attribute = byAttribute ? LiteralText(arguments, 1) : null;
        if (byAttribute && attribute?.Contains('.') != false)
            throw TemplateFault.Unsupported($"the filter '{name.Text}' in this form", name.Offset);

        TemplateFunction test = a => TemplateValue.IsTrue(a[0]);
        if (arguments.Count > testAt)
        {
            var extra = arguments.Count - testAt;
            if (LiteralText(arguments, testAt) is not { } wanted
                || !TemplateFunctions.Tests.TryGetValue(wanted, out var known) || extra < known.Least || extra > known.Most)
                throw TemplateFault.Unsupported($"the filter '{name.Text}' in this form", name.Offset);
            test = known.Function;
        }

        return new Call(
            values => TemplateValue.Items(values[0]).Where(item => Holds(item, values) == keep).ToList(),
            arguments);

        bool Holds(object? item, IReadOnlyList<object?> values) =>
            test([attribute is null ? item : TemplateValue.Attribute(item, attribute), .. values.Skip(testAt + 1)]) is true;
    }

    private static string? LiteralText(List<Expression> arguments, int index) =>
        index < arguments.Count && arguments[index] is Literal { Value: TemplateText text } ? text.Value : null;
}
