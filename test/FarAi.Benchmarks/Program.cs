using System.Globalization;
using FarAi.Benchmarks;

switch (args)
{
    case ["worker"]:
        await Worker.RunAsync();
        return 0;
    case ["grains", .. var options]:
        var rounds = options is ["--rounds", var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 7;
        var only = options is [.., "--only", var words] ? words : null;
        await Comparison.GrainsAsync(rounds, only);
        return 0;
    case ["activations"]:
        await Comparison.ActivationsAsync();
        return 0;
    default:
        await Console.Error.WriteLineAsync(
            """
            Usage: dotnet run -c Release --project test/FarAi.Benchmarks -- grains [--rounds N] [--only WORDS]
                   dotnet run -c Release --project test/FarAi.Benchmarks -- activations
            """);
        return 1;
}
