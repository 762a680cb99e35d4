using FarAi.Inference.Kernels;
using FarAi.Inference.Models;

namespace FarAi.Inference.Transformer;

/// <summary>One layer's weights as the kernels read them.</summary>
internal sealed unsafe class LayerWeights(ModelConfig c, int layer, WeightLoader loader)
{
    public readonly float* InputNorm = loader.Vector(TensorShape.InputNorm(c, layer));
    public readonly WeightMatrix Query = loader.Matrix(TensorShape.Query(c, layer));
    public readonly WeightMatrix Key = loader.Matrix(TensorShape.Key(c, layer));
    public readonly WeightMatrix Value = loader.Matrix(TensorShape.Value(c, layer));
    public readonly WeightMatrix AttentionOutput = loader.Matrix(TensorShape.AttentionOutput(c, layer));
    public readonly float* FeedForwardNorm = loader.Vector(TensorShape.FeedForwardNorm(c, layer));
    public readonly WeightMatrix Gate = loader.Matrix(TensorShape.Gate(c, layer));
    public readonly WeightMatrix Up = loader.Matrix(TensorShape.Up(c, layer));
    public readonly WeightMatrix Down = loader.Matrix(TensorShape.Down(c, layer));

    // Null where the model has no such bias.
    public readonly float* QueryBias = c.AttentionBias ? loader.Vector(TensorShape.Query(c, layer).Bias()) : null;
    public readonly float* KeyBias = c.AttentionBias ? loader.Vector(TensorShape.Key(c, layer).Bias()) : null;
    public readonly float* ValueBias = c.AttentionBias ? loader.Vector(TensorShape.Value(c, layer).Bias()) : null;
    public readonly float* AttentionOutputBias = c.AttentionOutputBias ? loader.Vector(TensorShape.AttentionOutput(c, layer).Bias()) : null;
}
