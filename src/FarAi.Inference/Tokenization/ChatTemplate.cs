using FarAi.Inference.Tokenization.Templates;

namespace FarAi.Inference.Tokenization;

/// <summary>
/// Writes a chat as the text that the model was trained on, by the model's own Jinja template (the part of Jinja that
/// chat templates use). What messages say, and the roles they name, is never read as special tokens: no user can forge
/// a turn. Immutable and thread-safe.
/// </summary>
public sealed class ChatTemplate
{
    private readonly Block _template;
    private readonly Dictionary<string, object?> _variables;

    private ChatTemplate(string template, TokenizerConfiguration configuration)
    {
        _template = TemplateParser.Parse(template);
        // As the reference has it: tools and documents are there but none; named tokens are there if the model names them.
        _variables = new Dictionary<string, object?> { ["tools"] = null, ["documents"] = null };
        Name("bos_token", configuration.BeginToken);
        Name("eos_token", configuration.EndToken);
        Name("pad_token", configuration.PaddingToken);
        Name("unk_token", configuration.UnknownToken);

        void Name(string name, string? token)
        {
            if (token is not null) _variables[name] = TemplateText.FromTemplate(token);
        }
    }

    /// <summary>
    /// Reads the template of a model's directory: <c>chat_template.jinja</c>, else <c>chat_template</c> of <c>tokenizer_config.json</c>.
    /// </summary>
    /// <exception cref="TokenizerFormatException">There is none, or it is not one that can be rendered exactly.</exception>
    public static ChatTemplate Load(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var configuration = TokenizerConfiguration.Load(directory);
        return new ChatTemplate(
            configuration.ChatTemplate
                ?? throw new TokenizerFormatException(TokenizerFormatError.TemplateMissing, $"{directory} has no chat template."),
            configuration);
    }

    /// <summary>Takes the text of a template and the tokens that it may name.</summary>
    /// <exception cref="TokenizerFormatException">It is not one that can be rendered exactly.</exception>
    public static ChatTemplate Parse(string template, string? beginToken = null, string? endToken = null)
    {
        ArgumentNullException.ThrowIfNull(template);
        return new ChatTemplate(template, TokenizerConfiguration.Empty with { BeginToken = beginToken, EndToken = endToken });
    }

    /// <summary>The chat as text; with <paramref name="addGenerationPrompt"/> it ends where the assistant begins to speak.</summary>
    /// <exception cref="ChatTemplateException">The template refuses this chat (its message says why) or cannot write it.</exception>
    public string Render(IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt = true) =>
        Run(messages, addGenerationPrompt).Text;

    /// <summary>The ids of the chat; special tokens are recognised in the template's own words only.</summary>
    /// <exception cref="ChatTemplateException">The template refuses this chat (its message says why) or cannot write it.</exception>
    public int[] Encode(Tokenizer tokenizer, IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt = true)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var written = Run(messages, addGenerationPrompt);
        return tokenizer.Encode(written.Text, parseSpecial: true, [.. written.Plain]);
    }

    private TemplateState Run(IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var state = new TemplateState(new Dictionary<string, object?>(_variables)
        {
            ["messages"] = messages.Select(object? (m) => new Dictionary<string, object?>
            {
                ["role"] = TemplateText.FromMessage(m.Role),
                ["content"] = TemplateText.FromMessage(m.Content),
            }).ToList(),
            ["add_generation_prompt"] = addGenerationPrompt,
        });
        _template.Run(state);
        return state;
    }
}
