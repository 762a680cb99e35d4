using System.Net;
using System.Net.Sockets;
using FarAi.Cluster;
using FarAi.Gateway.Hosting;
using FarAi.Grains.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FarAi.ControlSilo;

/// <summary>A process of the control plane: grains and gateway in one ASP.NET host, or one of the two.</summary>
public static class ControlSiloHost
{
    /// <summary>The grain host of this build, in words.</summary>
    public static string GrainHost => ClusterHosting.Name;

    /// <summary>Composes the process; nothing listens yet.</summary>
    /// <param name="options">What to serve and where.</param>
    /// <param name="configure">Changes the builder before it builds, for a process that composes more than this.</param>
    /// <exception cref="StartFailedException">The options don't go together or the model can't be served.</exception>
    public static WebApplication Build(ControlSiloOptions options, Action<WebApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var gateway = options.Parts.HasFlag(ControlParts.Gateway);
        if (gateway && !IPAddress.IsLoopback(options.Address) && options.ApiKeys.Count == 0)
        {
            throw new StartFailedException(
                ExitCodes.Usage, $"{options.Address} can be reached by other machines: protect it with --api-key, or listen on 127.0.0.1");
        }

        var catalog = ModelFolder.Read(options);
        var builder = ControlProcess.CreateBuilder(options);
        if (options.Parts.HasFlag(ControlParts.Silo))
        {
            ClusterHosting.AddSilo(builder, options.Cluster, options.Data);
            builder.Services.AddFarAiGrains(catalog, grains => grains.Standby = options.Standby);
        }
        else
        {
            ClusterHosting.AddClient(builder, options.Cluster);
            builder.Services.TryAddSingleton(catalog);
            // A gateway that waits for its cluster answers already: health checks and clients hear why it isn't ready.
            builder.Services.Configure<HostOptions>(o => o.ServicesStartConcurrently = true);
        }

        if (gateway)
            AddGateway(builder.Services, options);
        builder.Services.AddHealthChecks();
        configure?.Invoke(builder);
        var app = builder.Build();
        if (gateway)
            app.MapFarAiGateway();
        else
            SiloHealth.Map(app);
        OperatorPages.Map(app, options.AdminKey);
        return app;
    }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="StartFailedException">The port is taken, or the stored state can't be read.</exception>
    public static async Task StartAsync(WebApplication app, ControlSiloOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(options);
        await ClusterHosting.RequireAsync(options.Cluster, cancellationToken);
        var endpoint = new IPEndPoint(options.Address, options.Port);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw new StartFailedException(ExitCodes.Address, $"{endpoint} is in use by another program: stop it or choose another port with --port", exception);
        }
        catch (SocketException exception) when (ClusterHosting.PortProblem(app.Services, exception) is { } problem)
        {
            throw new StartFailedException(ExitCodes.Address, problem, exception);
        }
        catch (SocketException exception)
        {
            throw new StartFailedException(ExitCodes.Address, $"{endpoint} can't be listened on ({exception.Message.TrimEnd('.')}): choose another with --listen and --port", exception);
        }
        catch (Exception exception) when (ClusterHosting.IsStorageFailure(exception))
        {
            throw new StartFailedException(ExitCodes.Data, exception.Message, exception);
        }
        catch (OptionsValidationException exception)
        {
            throw new StartFailedException(ExitCodes.Usage, string.Join(' ', exception.Failures), exception);
        }
    }

    private static void AddGateway(IServiceCollection services, ControlSiloOptions options) => services.AddFarAiGateway(gateway =>
    {
        gateway.EnrolmentToken = options.EnrolmentToken;
        gateway.AdminKey = options.AdminKey;
        gateway.IdentityPath = options.Data is null ? null : Path.Combine(options.Data, "grid.pem");
        foreach (var key in options.ApiKeys)
            gateway.ApiKeys.Add(key);
    });
}
