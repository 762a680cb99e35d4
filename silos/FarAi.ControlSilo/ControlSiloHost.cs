using System.Net;
using System.Net.Sockets;
using FarAi.Gateway.Hosting;
using FarAi.Grains.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace FarAi.ControlSilo;

/// <summary>The control plane's process: grains and gateway in one ASP.NET host.</summary>
public static class ControlSiloHost
{
    /// <summary>How long running requests get when the process stops.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(2);

    /// <summary>The grain host of this build, in words.</summary>
    public static string GrainHost => GrainHosting.Name;

    /// <summary>Composes the process; nothing listens yet.</summary>
    /// <param name="options">What to serve and where.</param>
    /// <param name="configure">Changes the builder before it builds, for a process that composes more than this.</param>
    /// <exception cref="StartFailedException">The options don't go together or the model can't be served.</exception>
    public static WebApplication Build(ControlSiloOptions options, Action<WebApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!IPAddress.IsLoopback(options.Address) && options.ApiKeys.Count == 0)
        {
            throw new StartFailedException(
                ExitCodes.Usage, $"{options.Address} can be reached by other machines: protect it with --api-key, or listen on 127.0.0.1");
        }

        var catalog = ModelFolder.Read(options);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(o => (o.SingleLine, o.TimestampFormat, o.ColorBehavior) = (true, "HH:mm:ss ", LoggerColorBehavior.Disabled));
        builder.Logging.SetMinimumLevel(options.Verbose ? LogLevel.Information : LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // A host that can't start says so by its exception, which becomes one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        // Standard output belongs to what the user asked for.
        builder.Services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.ConfigureKestrel(k => k.Listen(options.Address, options.Port));
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = ShutdownTimeout);
        GrainHosting.Add(builder, options.Data);
        builder.Services.AddFarAiGrains(catalog);
        builder.Services.AddFarAiGateway(gateway =>
        {
            gateway.EnrolmentToken = options.EnrolmentToken;
            gateway.IdentityPath = options.Data is null ? null : Path.Combine(options.Data, "grid.pem");
            foreach (var key in options.ApiKeys)
                gateway.ApiKeys.Add(key);
        });
        configure?.Invoke(builder);
        var app = builder.Build();
        app.MapFarAiGateway();
        return app;
    }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="StartFailedException">The port is taken, or the stored state can't be read.</exception>
    public static async Task StartAsync(WebApplication app, ControlSiloOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(options);
        var endpoint = new IPEndPoint(options.Address, options.Port);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw new StartFailedException(ExitCodes.Address, $"{endpoint} is in use by another program: stop it or choose another port with --port", exception);
        }
        catch (SocketException exception)
        {
            throw new StartFailedException(ExitCodes.Address, $"{endpoint} can't be listened on ({exception.Message.TrimEnd('.')}): choose another with --listen and --port", exception);
        }
        catch (Exception exception) when (GrainHosting.IsStorageFailure(exception))
        {
            throw new StartFailedException(ExitCodes.Data, exception.Message, exception);
        }
        catch (OptionsValidationException exception)
        {
            throw new StartFailedException(ExitCodes.Usage, string.Join(' ', exception.Failures), exception);
        }
    }
}
