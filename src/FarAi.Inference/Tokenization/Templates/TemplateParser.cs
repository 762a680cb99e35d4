namespace FarAi.Inference.Tokenization.Templates;

/// <summary>
/// Parses the part of Jinja that chat templates use: printing, <c>if</c>, <c>for</c> and <c>set</c>. Anything else is refused
/// here, when the template is loaded, so that no chat is ever written wrongly.
/// </summary>
internal sealed class TemplateParser
{
    private const int LongestTemplate = 1 << 18;
    private const int DeepestNesting = 32;

    private readonly TemplateCursor _cursor;
    private readonly ExpressionParser _expressions;
    private int _nesting;

    private TemplateParser(string template)
    {
        _cursor = new TemplateCursor(TemplateLexer.Read(template));
        _expressions = new ExpressionParser(_cursor);
    }

    /// <summary>The template as a tree.</summary>
    /// <exception cref="TokenizerFormatException">It is malformed, too long, or uses what is not implemented.</exception>
    public static Block Parse(string template)
    {
        if (template.Length > LongestTemplate)
            throw new TokenizerFormatException(TokenizerFormatError.TooLarge, $"The chat template is longer than {LongestTemplate} characters.");
        var parser = new TemplateParser(template);
        var block = parser.ParseBlock();
        return parser._cursor.Current.Kind == TemplateTokenKind.End
            ? block
            : throw TemplateFault.Syntax($"'{parser._cursor.Next.Text}' without its beginning", parser._cursor.Offset);
    }

    // Up to the end or to a tag that continues or ends what is open; its opening bracket is then the current token.
    private Block ParseBlock()
    {
        if (++_nesting > DeepestNesting) throw TemplateFault.Unsupported($"blocks nested deeper than {DeepestNesting}", _cursor.Offset);
        var statements = new List<Statement>();
        while (ParseStatement() is { } statement) statements.Add(statement);
        _nesting--;
        return new Block(statements);
    }

    private Statement? ParseStatement()
    {
        switch (_cursor.Current.Kind)
        {
            case TemplateTokenKind.Text:
                return new Print(new Literal(TemplateText.FromTemplate(_cursor.Take().Text)));
            case TemplateTokenKind.PrintBegin:
                _cursor.Take();
                var print = new Print(_expressions.Parse());
                _cursor.Take(TemplateTokenKind.PrintEnd);
                return print;
            case TemplateTokenKind.BlockBegin when !(_cursor.Next.Text is "elif" or "else" or "endif" or "endfor"):
                _cursor.Take();
                return ParseTag(_cursor.Take(TemplateTokenKind.Name));
            default:
                return null;
        }
    }

    private Statement ParseTag(TemplateToken name) => name.Text switch
    {
        "if" => ParseIf(),
        "for" => ParseFor(),
        "set" => ParseSet(),
        _ => throw TemplateFault.Unsupported($"the statement '{name.Text}'", name.Offset),
    };

    private If ParseIf()
    {
        var branches = new List<(Expression?, Block)>();
        var condition = _expressions.Parse();
        CloseTag();
        branches.Add((condition, ParseBlock()));
        while (true)
        {
            var name = OpenTag();
            if (name.Text == "elif")
            {
                condition = _expressions.Parse();
                CloseTag();
                branches.Add((condition, ParseBlock()));
                continue;
            }

            if (name.Text == "else")
            {
                CloseTag();
                branches.Add((null, ParseBlock()));
                name = OpenTag();
            }

            End(name, "endif");
            return new If(branches);
        }
    }

    private For ParseFor()
    {
        List<string> names = [_expressions.ParseName()];
        while (_cursor.TryTake(",")) names.Add(_expressions.ParseName());
        _cursor.Expect("in");
        var items = _expressions.ParseOr();
        var filter = _cursor.TryTake("if") ? _expressions.Parse() : null;
        if (_cursor.Current.Is("recursive")) throw TemplateFault.Unsupported("a recursive loop", _cursor.Offset);
        CloseTag();

        var body = ParseBlock();
        var name = OpenTag();
        Block? otherwise = null;
        if (name.Text == "else")
        {
            CloseTag();
            otherwise = ParseBlock();
            name = OpenTag();
        }

        End(name, "endfor");
        return new For(names, items, filter, body, otherwise);
    }

    private Set ParseSet()
    {
        var name = _expressions.ParseName();
        var attribute = _cursor.TryTake(".") ? _cursor.Take(TemplateTokenKind.Name).Text : null;
        if (!_cursor.TryTake("=")) throw TemplateFault.Unsupported("a 'set' that is not of one name to one value", _cursor.Offset);
        var value = _expressions.Parse();
        CloseTag();
        return new Set(name, attribute, value);
    }

    private TemplateToken OpenTag()
    {
        _cursor.Take(TemplateTokenKind.BlockBegin);
        return _cursor.Take(TemplateTokenKind.Name);
    }

    private void CloseTag() => _cursor.Take(TemplateTokenKind.BlockEnd);

    private void End(TemplateToken name, string wanted)
    {
        if (name.Text != wanted) throw TemplateFault.Syntax($"'{name.Text}' where '{wanted}' belongs", name.Offset);
        CloseTag();
    }
}
