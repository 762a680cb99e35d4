namespace FarAi.Cli.Up;

/// <summary>Where a user's grid keeps its state unless told otherwise.</summary>
internal static class UserFolder
{
    /// <summary>A folder of this user; of the temporary files where the user has no home.</summary>
    public static string Default
    {
        get
        {
            var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return Path.Combine(string.IsNullOrEmpty(local) ? Path.GetTempPath() : local, "farai");
        }
    }
}
