using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Hosting;

namespace FarAi.ControlSilo;

/// <summary>The command line of a control silo that runs alone, without nodes beside it.</summary>
public static class ControlSiloCommand
{
    private static readonly Option<IPAddress> Listen = new("--listen")
    {
        Description = "Address to answer on; one that other machines reach needs --api-key.",
        DefaultValueFactory = _ => IPAddress.Loopback,
        CustomParser = result =>
        {
            if (IPAddress.TryParse(result.Tokens[0].Value, out var address))
                return address;
            result.AddError($"'{result.Tokens[0].Value}' is no IP address");
            return null;
        },
    };

    private static readonly Option<int> Port = BoundedOption.Create("--port", "The port.", 8080, 1, 65535);

    private static readonly Option<string> Model = new("--model") { Description = "Folder of the target model.", Required = true };

    private static readonly Option<string?> Draft = new("--draft") { Description = "Folder of the draft model." };

    private static readonly Option<string?> Data = new("--data") { Description = "Folder for state; without it state is kept in memory." };

    private static readonly Option<string?> Token = new("--token") { Description = "Secret with which nodes join; also FARAI_TOKEN." };

    private static readonly Option<string[]> ApiKey = new("--api-key") { Description = "Key that clients must present; may be repeated; also FARAI_API_KEY." };

    private static readonly Option<bool> Verbose = new("--verbose") { Description = "Log information, not only warnings." };

    /// <summary>The command.</summary>
    public static RootCommand Create()
    {
        var command = new RootCommand("FAR AI control silo: grains and OpenAI-compatible gateway.") { Listen, Port, Model, Draft, Data, Token, ApiKey, Verbose };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, CancellationToken stop)
    {
        var token = result.GetValue(Token) ?? Environment.GetEnvironmentVariable("FARAI_TOKEN");
        if (string.IsNullOrEmpty(token))
            throw new StartFailedException(ExitCodes.Usage, "nodes need a secret to join: give it with --token or FARAI_TOKEN");
        string[] keys = result.GetValue(ApiKey) ?? [];
        if (keys.Length == 0 && Environment.GetEnvironmentVariable("FARAI_API_KEY") is { Length: > 0 } key)
            keys = [key];
        using var data = result.GetValue(Data) is { } folder ? DataFolder.Open(folder) : null;
        var options = new ControlSiloOptions
        {
            Address = result.GetRequiredValue(Listen),
            Port = result.GetRequiredValue(Port),
            Model = result.GetRequiredValue(Model),
            Draft = result.GetValue(Draft),
            Data = data?.Path,
            EnrolmentToken = token,
            ApiKeys = keys,
            Verbose = result.GetValue(Verbose),
        };
        await using var app = ControlSiloHost.Build(options);
        await ControlSiloHost.StartAsync(app, options, stop);
        await result.InvocationConfiguration.Output.WriteLineAsync($"control silo on http://{options.Address}:{options.Port}".AsMemory(), stop);
        await app.WaitForShutdownAsync(stop);
        return ExitCodes.Success;
    }
}
