using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.CodeGeneration;

/// <summary>Finds the object behind a call through an extension interface; for generated requests.</summary>
public static class ExtensionTarget
{
    /// <summary>The current activation's object for <typeparamref name="T"/>, made on first use; <see cref="GrainExtensionNotInstalledException"/> if there is none.</summary>
    public static T Of<T>()
        where T : class, IGrainExtension
    {
        var context = RuntimeContext.Current!;
        if (context.GetComponent<T>() is { } known)
            return known;
        // A grain class may speak the extension itself.
        if ((context.GrainInstance as T ?? context.ActivationServices.GetKeyedService<IGrainExtension>(typeof(T)) as T) is not { } made)
            throw new GrainExtensionNotInstalledException($"No extension of type {typeof(T).FullName} is installed on {context.GrainId}.");
        context.SetComponent(made);
        return made;
    }
}
