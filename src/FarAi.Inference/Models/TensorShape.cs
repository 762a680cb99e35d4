namespace FarAi.Inference.Models;

/// <summary>A tensor that a configuration calls for, by its Hugging Face name. A vector has <see cref="Inputs"/> 0.</summary>
internal readonly record struct TensorShape(string Name, int Outputs, int Inputs)
{
    public bool IsVector => Inputs == 0;

    public static TensorShape Embedding(ModelConfig c) => new("model.embed_tokens.weight", c.VocabularySize, c.HiddenSize);

    public static TensorShape FinalNorm(ModelConfig c) => new("model.norm.weight", c.HiddenSize, 0);

    public static TensorShape Output(ModelConfig c) =>
        c.TieWordEmbeddings ? Embedding(c) : new("lm_head.weight", c.VocabularySize, c.HiddenSize);

    public static TensorShape InputNorm(ModelConfig c, int layer) => new(Prefix(layer) + "input_layernorm.weight", c.HiddenSize, 0);

    public static TensorShape Query(ModelConfig c, int layer) => new(Prefix(layer) + "self_attn.q_proj.weight", c.QuerySize, c.HiddenSize);

    public static TensorShape Key(ModelConfig c, int layer) => new(Prefix(layer) + "self_attn.k_proj.weight", c.KeyValueSize, c.HiddenSize);

    public static TensorShape Value(ModelConfig c, int layer) => new(Prefix(layer) + "self_attn.v_proj.weight", c.KeyValueSize, c.HiddenSize);

    public static TensorShape AttentionOutput(ModelConfig c, int layer) => new(Prefix(layer) + "self_attn.o_proj.weight", c.HiddenSize, c.QuerySize);

    public static TensorShape FeedForwardNorm(ModelConfig c, int layer) => new(Prefix(layer) + "post_attention_layernorm.weight", c.HiddenSize, 0);

    public static TensorShape Gate(ModelConfig c, int layer) => new(Prefix(layer) + "mlp.gate_proj.weight", c.IntermediateSize, c.HiddenSize);

    public static TensorShape Up(ModelConfig c, int layer) => new(Prefix(layer) + "mlp.up_proj.weight", c.IntermediateSize, c.HiddenSize);

    public static TensorShape Down(ModelConfig c, int layer) => new(Prefix(layer) + "mlp.down_proj.weight", c.HiddenSize, c.IntermediateSize);

    /// <summary>The bias that belongs to a projection.</summary>
    public TensorShape Bias() => new(Name[..^".weight".Length] + ".bias", Outputs, 0);

    public static IEnumerable<TensorShape> Layer(ModelConfig c, int layer)
    {
        TensorShape query = Query(c, layer), key = Key(c, layer), value = Value(c, layer), output = AttentionOutput(c, layer);
        IEnumerable<TensorShape> shapes =
            [InputNorm(c, layer), query, key, value, output, FeedForwardNorm(c, layer), Gate(c, layer), Up(c, layer), Down(c, layer)];
        shapes = c.AttentionBias ? shapes.Concat([query.Bias(), key.Bias(), value.Bias()]) : shapes;
        return c.AttentionOutputBias ? shapes.Append(output.Bias()) : shapes;
    }

    public static IEnumerable<TensorShape> All(ModelConfig c) =>
        Enumerable.Range(0, c.Layers).SelectMany(layer => Layer(c, layer)).Concat([Embedding(c), FinalNorm(c), Output(c)]);

    private static string Prefix(int layer) => FormattableString.Invariant($"model.layers.{layer}.");
}
