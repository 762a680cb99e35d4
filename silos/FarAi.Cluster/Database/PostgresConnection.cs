using Npgsql;

namespace FarAi.Cluster;

/// <summary>A user's connection string with the defaults that a silo needs, where the user chose nothing.</summary>
internal static class PostgresConnection
{
    /// <summary>Several silos share a server that takes 100 connections unless told otherwise.</summary>
    private const int MaxPoolSize = 20;

    /// <summary>A server that does not answer within so many seconds counts as away; grains then say so instead of hanging.</summary>
    private const int TimeoutSeconds = 5;

    /// <summary>The whole connection string.</summary>
    /// <param name="connection">What the user gave.</param>
    /// <param name="application">What the server's list of sessions shows.</param>
    /// <exception cref="StartFailedException">It can't be read, or names no host.</exception>
    public static string Complete(string connection, string application)
    {
        var builder = Parse(connection);
        if (string.IsNullOrEmpty(builder.Host))
            throw new StartFailedException(ExitCodes.Usage, "the connection string names no Host (for example Host=127.0.0.1;Database=farai;Username=farai)");
        var given = new System.Data.Common.DbConnectionStringBuilder { ConnectionString = connection };
        if (!Has("Application Name", "ApplicationName"))
            builder.ApplicationName = $"farai {application}";
        if (!Has("Maximum Pool Size", "Max Pool Size", "MaxPoolSize"))
            builder.MaxPoolSize = MaxPoolSize;
        if (!Has("Timeout"))
            builder.Timeout = TimeoutSeconds;
        if (!Has("Command Timeout", "CommandTimeout"))
            builder.CommandTimeout = TimeoutSeconds;
        return builder.ConnectionString;

        bool Has(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                if (given.ContainsKey(name))
                    return true;
            }

            return false;
        }
    }

    /// <summary>Server and database without any secret, for messages.</summary>
    public static string Describe(string connection)
    {
        var builder = Parse(connection);
        return $"database {builder.Database ?? builder.Username} at {builder.Host}:{builder.Port}";
    }

    private static NpgsqlConnectionStringBuilder Parse(string connection)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connection);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new StartFailedException(ExitCodes.Usage, $"the connection string can't be read: {exception.Message}", exception);
        }
    }
}
