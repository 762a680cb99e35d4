using FarAi.Cluster;
using FarAi.Inference.Catalog;
using FarAi.Inference.Models;
using FarAi.Inference.Tokenization;

namespace FarAi.ControlSilo;

/// <summary>Reads the served model, so that a missing or broken one is one clear line before anything starts.</summary>
internal static class ModelFolder
{
    public static ModelCatalog Read(ControlSiloOptions options)
    {
        Require(options.Model, "--model");
        if (options.Draft is { } draft)
            Require(draft, "--draft");
        try
        {
            return new ModelCatalog([ModelCatalog.Read(options.ModelId ?? ModelName.Of(options.Model), options.Model, options.Draft)]);
        }
        catch (Exception exception) when (exception is ModelFormatException or TokenizerFormatException or ChatTemplateException or IOException or UnauthorizedAccessException)
        {
            var folders = options.Draft is null ? options.Model : $"{options.Model} with draft {options.Draft}";
            throw new StartFailedException(ExitCodes.Model, $"the model can't be served ({folders}): {exception.Message}", exception);
        }
    }

    private static void Require(string folder, string option)
    {
        if (!Directory.Exists(folder))
            throw new StartFailedException(ExitCodes.Model, $"there is no model at {folder}: give the folder of a Hugging Face model with {option}");
        if (!File.Exists(Path.Combine(folder, "config.json")))
            throw new StartFailedException(ExitCodes.Model, $"{folder} holds no config.json: give the folder of a Hugging Face model with {option}");
    }
}
