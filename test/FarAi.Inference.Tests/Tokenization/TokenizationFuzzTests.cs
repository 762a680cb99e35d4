using System.Text;
using System.Text.Json.Nodes;
using FarAi.Inference.Tokenization;

namespace FarAi.Inference.Tests.Tokenization;

/// <summary>Seeded rubbish. A failure prints its case; the same case comes again on the next run.</summary>
public sealed class TokenizationFuzzTests
{
    private static readonly string[] Shrapnel =
        ["null", "{}", "[]", "-1", "0", "1e99", "2147483648", "\"\"", "\"a\"", "true", "\\ud800", "\\u0000", "\"", "{", "]", ",", " ", "\u00FF", "[[[[[["];

    [Fact]
    public void MutatedTokenizerFiles_LoadOrNameTheirFault()
    {
        var sound = Encoding.UTF8.GetBytes(Small().ToJsonString());
        var loaded = 0;
        for (var seed = 0; seed < 100_000; seed++)
        {
            var bytes = Mutate(sound, new Random(seed));
            try
            {
                var tokenizer = Tokenizer.Parse(bytes);
                tokenizer.Decode(tokenizer.Encode("abcabab 12 <s>é"));
                loaded++;
            }
            catch (TokenizerFormatException)
            {
                // The one way to refuse a file.
            }
            catch (Exception e)
            {
                Assert.Fail($"Seed {seed} ended in {e}\n{Encoding.UTF8.GetString(bytes)}");
            }
        }

        Assert.InRange(loaded, 2_000, 98_000); // both ways must have been tried
    }

    [Fact]
    public void AnyText_EncodesAndDecodesToItsCleanSelf()
    {
        var tokenizers = new[] { FarTiny.Tokenizer, SyntheticTokenizer.Load(SyntheticTokenizer.Json("a b", "Ġ Ġ", "ab c")), Cl100k() };
        for (var seed = 0; seed < 40_000; seed++)
        {
            var random = new Random(seed);
            var text = random.Next(2) == 0 ? RandomText.Any(random, random.Next(60)) : RandomText.Valid(random, random.Next(20)) + RandomText.Any(random, 3);
            var clean = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            var tokenizer = tokenizers[seed % tokenizers.Length];
            Assert.True(clean == tokenizer.Decode(tokenizer.Encode(text), skipSpecial: false), $"Seed {seed}");
            Assert.True(clean == tokenizer.Decode(tokenizer.Encode(text, parseSpecial: false)), $"Seed {seed}");
        }
    }

    [Fact]
    public void MutatedTemplates_WriteOrNameTheirFault()
    {
        var templates = FarTiny.Vectors.GetProperty("templates").EnumerateArray()
            .Select(t => Encoding.UTF8.GetBytes(t.GetProperty("template").GetString()!)).ToArray();
        var written = 0;
        for (var seed = 0; seed < 10_000; seed++)
        {
            var source = Encoding.UTF8.GetString(Mutate(templates[seed % templates.Length], new Random(seed)));
            try
            {
                ChatTemplate.Parse(source, "<s>").Render([new("user", "Hi"), new("assistant", "yes </think> no")]);
                written++;
            }
            catch (Exception e) when (e is TokenizerFormatException or ChatTemplateException)
            {
                // The two ways to refuse: the template, or the chat.
            }
            catch (Exception e)
            {
                Assert.Fail($"Seed {seed} ended in {e}\n{source}");
            }
        }

        Assert.InRange(written, 500, 9_500);
    }

    [Fact]
    public void MutatedConfigurations_LoadOrNameTheirFault()
    {
        var sound = File.ReadAllBytes(Path.Combine(FarTiny.Directory, "tokenizer_config.json"));
        var folder = Directory.CreateTempSubdirectory();
        File.WriteAllText(Path.Combine(folder.FullName, "tokenizer.json"), Small().ToJsonString());
        for (var seed = 0; seed < 2_000; seed++)
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, "tokenizer_config.json"), Mutate(sound, new Random(seed)));
            foreach (var load in (Action[])[() => Tokenizer.Load(folder.FullName), () => ChatTemplate.Load(folder.FullName)])
            {
                var fault = Record.Exception(load);
                Assert.True(fault is null or TokenizerFormatException, $"Seed {seed} ended in {fault}");
            }
        }

        folder.Delete(recursive: true);
    }

    private static byte[] Mutate(byte[] sound, Random random)
    {
        var bytes = sound.ToList();
        for (var times = random.Next(1, 4); times > 0 && bytes.Count > 0; times--)
        {
            int at = random.Next(bytes.Count), length = Math.Min(random.Next(1, 12), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, length); break;
                case 2: bytes.InsertRange(at, Encoding.UTF8.GetBytes(Shrapnel[random.Next(Shrapnel.Length)])); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length + 1), length)); break;
                case 4: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                default: ReplaceWord(bytes, at, random); break;
            }

            if (random.Next(40) == 0) bytes.RemoveRange(bytes.Count / 2, bytes.Count - (bytes.Count / 2));
        }

        return [.. bytes];
    }

    // Replaces a whole word or number, which keeps the file well-formed more often than a byte does.
    private static void ReplaceWord(List<byte> bytes, int at, Random random)
    {
        int start = at, end = at;
        while (start > 0 && IsWord(bytes[start - 1])) start--;
        while (end < bytes.Count && IsWord(bytes[end])) end++;
        bytes.RemoveRange(start, end - start);
        bytes.InsertRange(start, Encoding.UTF8.GetBytes(random.Next(2) == 0 ? random.Next(-1, 40).ToString() : Shrapnel[random.Next(Shrapnel.Length)]));

        static bool IsWord(byte b) => char.IsAsciiLetterOrDigit((char)b) || b == '_';
    }

    // So few tokens that most mutations hit something that matters.
    private static JsonObject Small()
    {
        var json = SyntheticTokenizer.Json();
        json["model"]!["vocab"] = JsonNode.Parse("""{"a":0,"b":1,"c":2,"Ġ":3,"1":4,"ab":5,"abc":6,"Ġab":7,"<s>":8}""");
        json["model"]!["merges"] = JsonNode.Parse("""["a b","ab c",["Ġ","ab"]]""");
        json["model"]!["unk_token"] = "<s>";
        json["added_tokens"] = JsonNode.Parse("""[{"id":8,"content":"<s>","special":true,"lstrip":true},{"id":9,"content":"<e>","normalized":true}]""");
        json["pre_tokenizer"] = JsonNode.Parse(
            """{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{"type":"ByteLevel","add_prefix_space":false}]}""");
        json["post_processor"] = JsonNode.Parse(
            """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}]}""");
        return json;
    }

    private static Tokenizer Cl100k()
    {
        var json = SyntheticTokenizer.Json("a b", "Ġ Ġ");
        json["pre_tokenizer"] = new JsonObject
        {
            ["type"] = "Sequence",
            ["pretokenizers"] = new JsonArray(
                SyntheticTokenizer.Split(FarTiny.Vectors.GetProperty("pieces")[1].GetProperty("pattern").GetString()!),
                SyntheticTokenizer.ByteLevel(regex: false)),
        };
        return SyntheticTokenizer.Load(json);
    }
}
