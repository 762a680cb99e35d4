using System.Globalization;

namespace FarAi.Inference.Tokenization.Templates;

/// <summary>
/// Parses expressions with Jinja's precedence, from loosest: <c>if else</c>, <c>or</c>, <c>and</c>, <c>not</c>, comparison,
/// <c>+ -</c>, <c>~</c>, <c>* // %</c>, sign, then attributes, items, calls, filters and tests.
/// </summary>
internal sealed class ExpressionParser(TemplateCursor cursor)
{
    private const int DeepestNesting = 48;
    private const int MostNodes = 512;
    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];
    private static readonly string[] Reserved =
        ["if", "else", "elif", "endif", "for", "endfor", "in", "is", "not", "and", "or", "set", "recursive", "import", "include", "with", "without", "context"];

    private int _nesting;
    private int _nodes;

    /// <summary>An expression with all its operators.</summary>
    public Expression Parse()
    {
        if (_nesting == 0) _nodes = 0;
        Enter();
        var value = ParseOr();
        while (cursor.TryTake("if"))
        {
            Count();
            var condition = ParseOr();
            value = new Conditional(condition, value, cursor.TryTake("else") ? Parse() : null);
        }

        _nesting--;
        return value;
    }

    /// <summary>As <see cref="Parse"/> without <c>if else</c>: what a loop runs over, after which <c>if</c> is the loop's filter.</summary>
    public Expression ParseOr()
    {
        var left = ParseAnd();
        while (cursor.TryTake("or")) left = Counted(new Either(Or: true, left, ParseAnd()));
        return left;
    }

    /// <summary>A name that is not a keyword.</summary>
    public string ParseName()
    {
        var name = cursor.Take(TemplateTokenKind.Name);
        return Reserved.Contains(name.Text) ? throw TemplateFault.Syntax($"'{name.Text}' where a name belongs", name.Offset) : name.Text;
    }

    private Expression ParseAnd()
    {
        var left = ParseNot();
        while (cursor.TryTake("and")) left = Counted(new Either(Or: false, left, ParseNot()));
        return left;
    }

    private Expression ParseNot()
    {
        if (!cursor.TryTake("not")) return ParseComparison();
        Enter();
        var negated = new Not(ParseNot());
        _nesting--;
        return negated;
    }

    private Expression ParseComparison()
    {
        var left = ParseSum();
        if (TakeComparison() is not { } operation) return left;
        left = Counted(new Binary(operation, left, ParseSum()));
        return TakeComparison() is null ? left : throw TemplateFault.Unsupported("a chain of comparisons", cursor.Offset);
    }

    private string? TakeComparison()
    {
        if (cursor.TryTake("in")) return "in";
        if (cursor.Current.Is("not") && cursor.Next.Is("in"))
        {
            cursor.Take();
            cursor.Take();
            return "not in";
        }

        return TakeAny(Comparisons);
    }

    private Expression ParseSum()
    {
        var left = ParseTilde();
        while (TakeAny("+", "-") is { } operation) left = Counted(new Binary(operation, left, ParseTilde()));
        return left;
    }

    private Expression ParseTilde()
    {
        var left = ParseProduct();
        while (cursor.TryTake("~")) left = Counted(new Binary("~", left, ParseProduct()));
        return left;
    }

    private Expression ParseProduct()
    {
        var left = ParseSigned(withFilters: true);
        while (TakeAny("*", "//", "%") is { } operation) left = Counted(new Binary(operation, left, ParseSigned(withFilters: true)));
        return cursor.Current.Is("/") || cursor.Current.Is("**")
            ? throw TemplateFault.Unsupported($"the operator '{cursor.Current.Text}'", cursor.Offset)
            : left;
    }

    private Expression ParseSigned(bool withFilters)
    {
        Enter();
        Expression value = cursor.TryTake("-") ? new Negative(ParseSigned(withFilters: false)) : ParsePostfix(ParsePrimary());
        _nesting--;
        return withFilters ? ParseFilters(value) : value;
    }

    private Expression ParsePrimary()
    {
        Count();
        var token = cursor.Take();
        switch (token.Kind)
        {
            case TemplateTokenKind.String:
                var text = token.Text;
                while (cursor.Current.Kind == TemplateTokenKind.String) text += cursor.Take().Text;
                return new Literal(TemplateText.FromTemplate(text));
            case TemplateTokenKind.Integer:
                return new Literal(long.Parse(token.Text, CultureInfo.InvariantCulture));
            case TemplateTokenKind.Name:
                return ParseNamed(token);
            case TemplateTokenKind.Operator when token.Text == "[":
                return new ListOf(ParseList("]"));
            case TemplateTokenKind.Operator when token.Text == "{":
                return ParseMapping();
            case TemplateTokenKind.Operator when token.Text == "(":
                var inner = Parse();
                if (cursor.Current.Is(",")) throw TemplateFault.Unsupported("a tuple", cursor.Offset);
                cursor.Expect(")");
                return inner;
            default:
                throw TemplateFault.Syntax("an expression is missing", token.Offset);
        }
    }

    private Expression ParseNamed(TemplateToken name)
    {
        switch (name.Text)
        {
            case "true" or "True": return new Literal(true);
            case "false" or "False": return new Literal(false);
            case "none" or "None": return new Literal(null);
            case var word when Reserved.Contains(word): throw TemplateFault.Syntax($"'{word}' where a value belongs", name.Offset);
            case var word when !cursor.TryTake("("): return new Variable(word);
            case "namespace": return ParseNamespace();
            default: return Called(TemplateFunctions.Functions, "function", name, ParseList(")"));
        }
    }

    private Expression ParsePostfix(Expression target)
    {
        while (true)
        {
            if (cursor.TryTake(".")) target = ParseMember(target);
            else if (cursor.TryTake("[")) target = ParseSubscript(target);
            else if (cursor.Current.Is("(")) throw TemplateFault.Unsupported("a call of a value", cursor.Offset);
            else return target;
            Count();
        }
    }

    private Expression ParseMember(Expression target)
    {
        var name = cursor.Take(TemplateTokenKind.Name);
        if (cursor.TryTake("(")) return Called(TemplateFunctions.Methods, "method", name, [target, .. ParseList(")")]);
        return target is Variable { Name: "loop" } && name.Text is "cycle" or "changed" or "depth" or "depth0"
            ? throw TemplateFault.Unsupported($"loop.{name.Text}", name.Offset)
            : new AttributeOf(target, name.Text);
    }

    private Expression ParseSubscript(Expression target)
    {
        var parts = new List<Expression?> { cursor.Current.Is(":") ? null : Parse() };
        while (parts.Count < 3 && cursor.TryTake(":"))
            parts.Add(cursor.Current.Is(":") || cursor.Current.Is("]") ? null : Parse());
        cursor.Expect("]");
        return parts.Count == 1
            ? new ItemOf(target, parts[0]!)
            : new SliceOf(target, parts[0], parts[1], parts.ElementAtOrDefault(2));
    }

    private Expression ParseFilters(Expression value)
    {
        while (true)
        {
            if (cursor.TryTake("|")) value = ParsePostfix(ParseFilter(value));
            else if (cursor.TryTake("is")) value = ParseTest(value);
            else return value;
            Count();
        }
    }

    private Expression ParseFilter(Expression value)
    {
        var name = cursor.Take(TemplateTokenKind.Name);
        List<Expression> arguments = [value];
        if (cursor.TryTake("(")) arguments.AddRange(ParseList(")", TemplateFunctions.ArgumentNames.GetValueOrDefault(name.Text)));
        return ItemFilter.TryCreate(name, arguments) ?? Called(TemplateFunctions.Filters, "filter", name, arguments);
    }

    private Expression ParseTest(Expression value)
    {
        var negated = cursor.TryTake("not");
        var name = cursor.Take(TemplateTokenKind.Name);
        List<Expression> arguments = [value];
        if (cursor.TryTake("(")) arguments.AddRange(ParseList(")"));
        else if (name.Text is "in" or "equalto" or "eq" or "ne") arguments.Add(ParseSigned(withFilters: false));
        var test = Called(TemplateFunctions.Tests, "test", name, arguments);
        return negated ? new Not(test) : test;
    }

    private MappingOf ParseNamespace()
    {
        var pairs = new List<(Expression, Expression)>();
        while (!cursor.TryTake(")"))
        {
            if (pairs.Count > 0) cursor.Expect(",");
            var name = cursor.Take(TemplateTokenKind.Name).Text;
            cursor.Expect("=");
            pairs.Add((new Literal(TemplateText.FromTemplate(name)), Parse()));
        }

        return new MappingOf(pairs, IsNamespace: true);
    }

    private MappingOf ParseMapping()
    {
        var pairs = new List<(Expression, Expression)>();
        while (!cursor.TryTake("}"))
        {
            if (pairs.Count > 0) cursor.Expect(",");
            if (pairs.Count > 0 && cursor.TryTake("}")) break;
            var key = Parse();
            cursor.Expect(":");
            pairs.Add((key, Parse()));
        }

        return new MappingOf(pairs, IsNamespace: false);
    }

    // Items up to the closing bracket. A named argument must stand at its own place; there is no other use of names in templates.
    private List<Expression> ParseList(string close, string[]? names = null)
    {
        var items = new List<Expression>();
        while (!cursor.TryTake(close))
        {
            if (items.Count > 0) cursor.Expect(",");
            if (items.Count > 0 && cursor.TryTake(close)) break;
            if (cursor.Current.Kind == TemplateTokenKind.Name && cursor.Next.Is("="))
            {
                if (names?.ElementAtOrDefault(items.Count) != cursor.Current.Text)
                    throw TemplateFault.Unsupported($"the named argument '{cursor.Current.Text}'", cursor.Offset);
                cursor.Take();
                cursor.Take();
            }

            items.Add(Parse());
        }

        return items;
    }

    private static Call Called(
        IReadOnlyDictionary<string, (int Least, int Most, TemplateFunction Function)> known, string kind, TemplateToken name, List<Expression> arguments) =>
        known.TryGetValue(name.Text, out var found) && arguments.Count >= found.Least && arguments.Count <= found.Most
            ? new Call(found.Function, arguments)
            : throw TemplateFault.Unsupported($"the {kind} '{name.Text}' in this form", name.Offset);

    private string? TakeAny(params ReadOnlySpan<string> operators)
    {
        foreach (var operation in operators)
            if (cursor.TryTake(operation)) return operation;
        return null;
    }

    private Expression Counted(Expression expression)
    {
        Count();
        return expression;
    }

    private void Count()
    {
        if (++_nodes > MostNodes) throw TemplateFault.Unsupported($"an expression of more than {MostNodes} parts", cursor.Offset);
    }

    private void Enter()
    {
        if (++_nesting > DeepestNesting) throw TemplateFault.Unsupported($"an expression nested deeper than {DeepestNesting}", cursor.Offset);
    }
}
