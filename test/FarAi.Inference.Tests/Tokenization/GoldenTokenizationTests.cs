using FarAi.Inference.Tokenization;

namespace FarAi.Inference.Tests.Tokenization;

public sealed class GoldenTokenizationTests
{
    [Fact]
    public void GoldenTexts_GiveTheTrainersIdsAndDecodeBack()
    {
        var vectors = FarTiny.Golden.GetProperty("tokenizer");
        Assert.True(vectors.GetArrayLength() >= 42);
        foreach (var vector in vectors.EnumerateArray())
        {
            var text = vector.GetProperty("text").GetString()!;
            Assert.Equal(FarTiny.Ids(vector), FarTiny.Tokenizer.Encode(text));
            Assert.Equal(text, FarTiny.Tokenizer.Decode(FarTiny.Ids(vector), skipSpecial: false));
        }
    }

    [Fact]
    public void GoldenPrompts_GiveTheTrainersIds()
    {
        var prompts = FarTiny.Golden.GetProperty("prompts");
        Assert.True(prompts.GetArrayLength() > 0);
        foreach (var prompt in prompts.EnumerateArray())
            Assert.Equal(FarTiny.Ids(prompt), FarTiny.Tokenizer.Encode(prompt.GetProperty("text").GetString()!));
    }

    [Fact]
    public void MixedTexts_GiveTheTrainersIds()
    {
        var vectors = FarTiny.Vectors.GetProperty("trained");
        Assert.True(vectors.GetArrayLength() >= 400);
        foreach (var vector in vectors.EnumerateArray())
            Assert.Equal(FarTiny.Ids(vector), FarTiny.Tokenizer.Encode(vector.GetProperty("text").GetString()!));
    }

    [Fact]
    public void GoldenChats_GiveTheTrainersTextAndIds()
    {
        var chats = FarTiny.Golden.GetProperty("chat_template");
        Assert.True(chats.GetArrayLength() > 0);
        foreach (var chat in chats.EnumerateArray())
        {
            var messages = FarTiny.Messages(chat);
            var generate = chat.GetProperty("add_generation_prompt").GetBoolean();
            Assert.Equal(chat.GetProperty("text").GetString(), FarTiny.Template.Render(messages, generate));
            Assert.Equal(FarTiny.Ids(chat), FarTiny.Template.Encode(FarTiny.Tokenizer, messages, generate));
        }
    }

    [Fact]
    public void DraftAndTarget_HaveTheSameTokens()
    {
        var draft = Tokenizer.Load(Path.Combine(FarTiny.Directory, "..", "draft"));
        Assert.Equal(2048, draft.VocabularySize);
        Assert.Equal(
            Enumerable.Range(0, FarTiny.Tokenizer.VocabularySize).Select(FarTiny.Tokenizer.Content),
            Enumerable.Range(0, draft.VocabularySize).Select(draft.Content));
    }

    [Fact]
    public void NamedTokens_AreThoseOfTheConfiguration()
    {
        Assert.Equal(2, FarTiny.Tokenizer.EndTokenId);
        Assert.Null(FarTiny.Tokenizer.BeginTokenId);
        Assert.Empty(FarTiny.Tokenizer.PromptPrefix);
        Assert.Equal(1, FarTiny.Tokenizer.TokenId("<|im_start|>"));
        Assert.Equal("<|im_start|>", FarTiny.Tokenizer.Content(1));
        Assert.True(FarTiny.Tokenizer.IsSpecial(1));
        Assert.False(FarTiny.Tokenizer.IsSpecial(3));
        Assert.False(FarTiny.Tokenizer.IsSpecial(-1));
        Assert.Null(FarTiny.Tokenizer.Content(2048));
        Assert.Null(FarTiny.Tokenizer.TokenId("no such token"));
    }
}
