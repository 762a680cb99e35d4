using System.Globalization;
using System.Text;

namespace FarAi.Inference.Tokenization.Templates;

/// <summary>
/// Cuts a Jinja template into tokens, with white space handled as Hugging Face does: <c>trim_blocks</c> and
/// <c>lstrip_blocks</c> on, <c>-</c> and <c>+</c> signs honoured, one line break at the end dropped.
/// </summary>
internal sealed class TemplateLexer
{
    private static readonly string[] Operators =
        ["==", "!=", "<=", ">=", "//", "**", "+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")", "[", "]", "{", "}", ",", ":", ".", "|"];

    private readonly string _source;
    private readonly List<TemplateToken> _tokens = [];
    private int _at;
    private bool _lineStarts = true;

    private TemplateLexer(string source) => _source = source;

    public static List<TemplateToken> Read(string template)
    {
        var source = template.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        return new TemplateLexer(source.EndsWith('\n') ? source[..^1] : source).Run();
    }

    private List<TemplateToken> Run()
    {
        while (_at < _source.Length)
        {
            var tag = NextTag();
            if (tag < 0)
            {
                Add(TemplateTokenKind.Text, _source[_at..], _at);
                break;
            }

            ReadTag(tag);
        }

        _tokens.Add(new(TemplateTokenKind.End, "", _source.Length));
        return _tokens;
    }

    private int NextTag()
    {
        for (var i = _source.IndexOf('{', _at); i >= 0 && i + 1 < _source.Length; i = _source.IndexOf('{', i + 1))
            if (_source[i + 1] is '{' or '%' or '#') return i;
        return -1;
    }

    private void ReadTag(int tag)
    {
        var kind = _source[tag + 1];
        var sign = tag + 2 < _source.Length && _source[tag + 2] is '-' or '+' ? _source[tag + 2] : '\0';
        var text = _source[_at..tag];
        if (sign == '-') text = TemplateText.FromTemplate(text).Trim(start: false, end: true).Value;
        else if (sign != '+' && kind != '{') text = WithoutIndent(text);
        Add(TemplateTokenKind.Text, text, _at);

        _at = tag + (sign == '\0' ? 2 : 3);
        if (kind == '#')
        {
            var end = _source.IndexOf("#}", _at, StringComparison.Ordinal);
            if (end < 0) throw TemplateFault.Syntax("a comment is not closed", tag);
            _at = end + 2;
            CloseTag(tag, _source[end - 1], trimsLine: true);
            return;
        }

        _tokens.Add(new(kind == '{' ? TemplateTokenKind.PrintBegin : TemplateTokenKind.BlockBegin, "", tag));
        ReadExpression(tag, kind == '{' ? "}}" : "%}");
    }

    // lstrip_blocks: white space between the start of a line and a block goes.
    private string WithoutIndent(string text)
    {
        var line = text.LastIndexOf('\n') + 1;
        return (line > 0 || _lineStarts) && text.AsSpan(line).IsWhiteSpace() ? text[..line] : text;
    }

    private void ReadExpression(int tag, string close)
    {
        for (var depth = 0; ;)
        {
            while (_at < _source.Length && TemplateText.IsSpace(_source[_at])) _at++;
            if (_at >= _source.Length) throw TemplateFault.Syntax("a tag is not closed", tag);
            if (depth == 0 && TryClose(tag, close)) return;

            var c = _source[_at];
            if (c is '\'' or '"') ReadString(c);
            else if (char.IsAsciiDigit(c)) ReadInteger();
            else if (char.IsAsciiLetter(c) || c == '_') ReadWhile(TemplateTokenKind.Name, x => char.IsAsciiLetterOrDigit(x) || x == '_');
            else
            {
                var found = Array.Find(Operators, o => string.CompareOrdinal(_source, _at, o, 0, o.Length) == 0)
                    ?? throw TemplateFault.Syntax($"the character '{c}'", _at);
                depth += found is "(" or "[" or "{" ? 1 : found is ")" or "]" or "}" ? -1 : 0;
                if (depth < 0) throw TemplateFault.Syntax($"an unmatched '{found}'", _at);
                Add(TemplateTokenKind.Operator, found, _at);
                _at += found.Length;
            }
        }
    }

    private bool TryClose(int tag, string close)
    {
        var signed = _source[_at] is '-' or '+' ? 1 : 0;
        if (string.CompareOrdinal(_source, _at + signed, close, 0, 2) != 0) return false;
        // A plus before }} is no sign in Jinja; it could only be an operator without its right side.
        if (signed == 1 && _source[_at] == '+' && close == "}}") return false;
        _tokens.Add(new(close == "}}" ? TemplateTokenKind.PrintEnd : TemplateTokenKind.BlockEnd, "", _at));
        var sign = signed == 1 ? _source[_at] : '\0';
        _at += 2 + signed;
        CloseTag(tag, sign, trimsLine: close == "%}");
        return true;
    }

    // After a tag: a minus swallows all white space, a plus none, and otherwise trim_blocks one line break.
    private void CloseTag(int tag, char sign, bool trimsLine)
    {
        if (sign == '-')
            while (_at < _source.Length && TemplateText.IsSpace(_source[_at])) _at++;
        else if (sign != '+' && trimsLine && _at < _source.Length && _source[_at] == '\n') _at++;
        _lineStarts = _at > tag && _source[_at - 1] == '\n';
    }

    private void ReadString(char quote)
    {
        var start = _at++;
        var text = new StringBuilder();
        while (_at < _source.Length && _source[_at] != quote)
        {
            if (_source[_at] == '\\') text.Append(ReadEscape());
            else text.Append(_source[_at++]);
        }

        if (_at++ >= _source.Length) throw TemplateFault.Syntax("a text is not closed", start);
        _tokens.Add(new(TemplateTokenKind.String, text.ToString(), start));
    }

    private char ReadEscape()
    {
        var start = _at;
        var escape = start + 1 < _source.Length ? _source[start + 1] : '\0';
        _at += 2;
        switch (escape)
        {
            case 'n': return '\n';
            case 't': return '\t';
            case 'r': return '\r';
            case '\\' or '\'' or '"': return escape;
            case 'x' or 'u':
                var digits = escape == 'x' ? 2 : 4;
                _at += digits;
                return _at <= _source.Length
                    && ushort.TryParse(_source.AsSpan(start + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                    && !char.IsSurrogate((char)code)
                    ? (char)code
                    : throw TemplateFault.Syntax("a malformed escape", start);
            default: throw TemplateFault.Unsupported($"the escape '\\{escape}'", start);
        }
    }

    private void ReadInteger()
    {
        var start = _at;
        ReadWhile(TemplateTokenKind.Integer, char.IsAsciiDigit);
        if (_at + 1 < _source.Length && (_source[_at] is 'e' or 'E' or '_' || (_source[_at] == '.' && char.IsAsciiDigit(_source[_at + 1]))))
            throw TemplateFault.Unsupported("a number that is not a plain integer", start);
        if (_at - start > 9) throw TemplateFault.Unsupported("a number of more than nine digits", start);
    }

    private void ReadWhile(TemplateTokenKind kind, Func<char, bool> belongs)
    {
        var start = _at;
        while (_at < _source.Length && belongs(_source[_at])) _at++;
        _tokens.Add(new(kind, _source[start.._at], start));
    }

    private void Add(TemplateTokenKind kind, string text, int offset)
    {
        if (text.Length > 0) _tokens.Add(new(kind, text, offset));
    }
}
