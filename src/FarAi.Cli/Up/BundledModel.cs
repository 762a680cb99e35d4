using FarAi.ControlSilo;

namespace FarAi.Cli.Up;

/// <summary>Finds the far-tiny pair: beside the executable, or in a folder above it (a clone of the repository).</summary>
internal static class BundledModel
{
    public static (string Target, string Draft) Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var pair = Path.Combine(folder.FullName, "models", "far-tiny");
            if (File.Exists(Path.Combine(pair, "target", "config.json")))
                return (Path.Combine(pair, "target"), Path.Combine(pair, "draft"));
        }

        throw new StartFailedException(ExitCodes.Model, $"the bundled model models/far-tiny is neither beside {AppContext.BaseDirectory} nor above it: give a model with --model and --draft");
    }
}
