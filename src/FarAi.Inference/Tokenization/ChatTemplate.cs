using System.Text;

namespace FarAi.Inference.Tokenization;

/// <summary>
/// Writes a chat as the text that the model was trained on. What the messages say is never read as special tokens, so no
/// user can forge a turn. Immutable and thread-safe.
/// </summary>
public sealed class ChatTemplate
{
    private const string ChatMl =
        "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}{% endfor %}"
        + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

    private readonly string _generationPrompt = "<|im_start|>assistant\n";

    private ChatTemplate()
    {
    }

    /// <summary>Reads the template of a model's directory.</summary>
    /// <exception cref="TokenizerFormatException">There is none, or it is not one that can be rendered exactly.</exception>
    public static ChatTemplate Load(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var template = TokenizerConfiguration.Load(directory).ChatTemplate
            ?? throw new TokenizerFormatException(TokenizerFormatError.TemplateMissing, $"{directory} has no chat template.");
        if (template.Trim() != ChatMl)
            throw new TokenizerFormatException(TokenizerFormatError.TemplateUnsupported, $"The chat template of {directory} is not ChatML.");
        return new ChatTemplate();
    }

    /// <summary>The chat as text; with <paramref name="addGenerationPrompt"/> it ends where the assistant begins to speak.</summary>
    public string Render(IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt = true) =>
        Render(messages, addGenerationPrompt, []);

    /// <summary>The ids of the chat; special tokens are recognised in the template's own words only.</summary>
    public int[] Encode(Tokenizer tokenizer, IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt = true)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var plain = new List<TextRange>();
        var text = Render(messages, addGenerationPrompt, plain);
        return tokenizer.Encode(text, parseSpecial: true, plain.ToArray());
    }

    private string Render(IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt, List<TextRange> plain)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var text = new StringBuilder();
        foreach (var message in messages)
        {
            text.Append("<|im_start|>");
            Say(message.Role);
            text.Append('\n');
            Say(message.Content);
            text.Append("<|im_end|>\n");
        }

        if (addGenerationPrompt) text.Append(_generationPrompt);
        return text.ToString();

        void Say(string words)
        {
            plain.Add(new TextRange(text.Length, text.Length + words.Length));
            text.Append(words);
        }
    }
}
