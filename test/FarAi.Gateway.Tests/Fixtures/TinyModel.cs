using System.Runtime.CompilerServices;
using FarAi.Inference.Catalog;

namespace FarAi.Gateway.Tests.Fixtures;

/// <summary>The bundled pair, read once.</summary>
internal static class TinyModel
{
    public const string Id = "far-tiny";

    public static ServedModel Served { get; } = ModelCatalog.Read(Id, Folder("target"), Folder("draft"));

    public static ModelCatalog Catalog { get; } = new([Served, Served with { Id = "org/mute", ChatTemplate = null }]);

    // The build may put its output outside the repository; then the source's own place is the way to it.
    private static string Folder(string name, [CallerFilePath] string source = "") =>
        Path.Combine(RootAbove(AppContext.BaseDirectory) ?? RootAbove(source) ?? throw new DirectoryNotFoundException("FarAi.Orleans.sln"), "models", "far-tiny", name);

    private static string? RootAbove(string path)
    {
        var folder = Path.GetDirectoryName(path);
        while (folder is not null && !File.Exists(Path.Combine(folder, "FarAi.Orleans.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder;
    }
}
