namespace FarAi.Inference.Tokenization;

/// <summary>Why a model's tokenizer files cannot be used. Every malformed or unsupported file ends in exactly one of these.</summary>
public enum TokenizerFormatError
{
    /// <summary>A required file does not exist in the directory.</summary>
    FileMissing,

    /// <summary>A file exists but the operating system does not let it be read.</summary>
    FileUnreadable,

    /// <summary>A file, or one of its strings or lists, is larger than the stated bound.</summary>
    TooLarge,

    /// <summary>The bytes are not JSON, or hold text that is not valid Unicode.</summary>
    NotJson,

    /// <summary>A field is missing or has the wrong kind (a list where an object belongs, a string where a number belongs).</summary>
    WrongShape,

    /// <summary>The model is not byte-level BPE, or uses a BPE option that changes ids and is not implemented.</summary>
    UnsupportedModel,

    /// <summary>The pre-tokenizer, or its regular expression, is not one that is implemented.</summary>
    UnsupportedPreTokenizer,

    /// <summary>The normalizer is not one that is implemented.</summary>
    UnsupportedNormalizer,

    /// <summary>The decoder is not the byte-level decoder.</summary>
    UnsupportedDecoder,

    /// <summary>The post-processor would add tokens in a way that is not implemented.</summary>
    UnsupportedPostProcessor,

    /// <summary>One token text stands twice, with two ids.</summary>
    DuplicateToken,

    /// <summary>One id stands for two token texts.</summary>
    DuplicateId,

    /// <summary>An id is negative, not an integer, or beyond the largest id that is supported.</summary>
    IdOutOfRange,

    /// <summary>A merge is not a pair of two non-empty texts.</summary>
    MergeMalformed,

    /// <summary>A part of a merge is not in the vocabulary.</summary>
    MergePartMissing,

    /// <summary>The text that a merge makes is not in the vocabulary.</summary>
    MergeProductMissing,

    /// <summary>A token that the configuration names (unknown, begin, end) is not in the vocabulary.</summary>
    TokenMissing,

    /// <summary>The directory has no chat template.</summary>
    TemplateMissing,

    /// <summary>The chat template cannot be parsed.</summary>
    TemplateSyntax,

    /// <summary>The chat template uses a statement, filter, test, function or method that is not implemented.</summary>
    TemplateUnsupported,
}
