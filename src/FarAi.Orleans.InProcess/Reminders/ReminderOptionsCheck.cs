using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>The rules between reminder options; as in Orleans, a broken one is an <see cref="OrleansConfigurationException"/>.</summary>
internal static class ReminderOptionsCheck
{
    public static ReminderOptions Checked(IOptions<ReminderOptions> options)
    {
        var value = options.Value;
        if (value.MinimumReminderPeriod < TimeSpan.Zero)
            throw Broken(nameof(value.MinimumReminderPeriod), $"must not be less than {TimeSpan.Zero}");
        if (value.RefreshReminderListPeriod <= TimeSpan.Zero)
            throw Broken(nameof(value.RefreshReminderListPeriod), $"must be greater than {TimeSpan.Zero}");
        if (value.ReminderLoadingWindow < value.RefreshReminderListPeriod)
            throw Broken(nameof(value.ReminderLoadingWindow), $"must not be less than {nameof(value.RefreshReminderListPeriod)}");
        return value;
    }

    private static OrleansConfigurationException Broken(string option, string rule) => new($"{nameof(ReminderOptions)}.{option} {rule}");
}
