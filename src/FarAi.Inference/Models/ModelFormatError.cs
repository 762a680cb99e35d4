namespace FarAi.Inference.Models;

/// <summary>What is wrong with a model's files.</summary>
public enum ModelFormatError
{
    /// <summary>A file that the model needs does not exist.</summary>
    MissingFile,

    /// <summary>A file exists but the system refuses to read it.</summary>
    UnreadableFile,

    /// <summary>config.json or generation_config.json is not valid JSON, or not an object.</summary>
    InvalidJson,

    /// <summary>A setting is absent that has no default.</summary>
    MissingSetting,

    /// <summary>A setting has the wrong type, is out of range or contradicts another one.</summary>
    InvalidSetting,

    /// <summary>The model is of a kind that this engine does not compute.</summary>
    UnsupportedArchitecture,

    /// <summary>The rotary scaling is neither absent nor "default", "linear" or "llama3".</summary>
    UnsupportedRopeScaling,

    /// <summary>model.safetensors.index.json is malformed, names a path, or disagrees with the parts.</summary>
    InvalidIndex,

    /// <summary>A safetensors file ends before its header or before its data does.</summary>
    Truncated,

    /// <summary>A safetensors header is longer than 100 MB.</summary>
    HeaderTooLarge,

    /// <summary>A safetensors header is not the JSON that the format prescribes.</summary>
    InvalidHeader,

    /// <summary>A tensor's name occurs twice.</summary>
    DuplicateTensor,

    /// <summary>A tensor's byte range lies outside the data, runs backwards or overlaps another one.</summary>
    InvalidOffsets,

    /// <summary>A tensor's byte range is not as long as its type and shape say.</summary>
    SizeMismatch,

    /// <summary>Bytes of the data belong to no tensor.</summary>
    UnclaimedBytes,

    /// <summary>A tensor that the configuration calls for is absent.</summary>
    MissingTensor,

    /// <summary>A tensor has another shape than the configuration says.</summary>
    WrongShape,

    /// <summary>A tensor has an element type other than F32, F16 or BF16.</summary>
    UnsupportedElementType,
}
