using System.Globalization;

namespace SimConsole.Kernel;

/// <summary>Durations in the words of the pages. The page's script says the same in the same words.</summary>
public static class Durations
{
    /// <summary>A duration with its two largest units at most; a negative one is 0 s.</summary>
    public static string Words(TimeSpan duration) =>
        duration <= TimeSpan.Zero ? "0 s"
        : duration < TimeSpan.FromSeconds(10) ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0} s")
        : duration < TimeSpan.FromMinutes(1) ? $"{duration.Seconds} s"
        : duration < TimeSpan.FromHours(1) ? $"{duration.Minutes} min {duration.Seconds} s"
        : duration < TimeSpan.FromDays(1) ? $"{duration.Hours} h {duration.Minutes} min"
        : $"{(int)duration.TotalDays} d {duration.Hours} h";

    /// <summary>How far <paramref name="at"/> is from <paramref name="now"/>, in its largest unit; a date beyond a month.</summary>
    public static string Relative(DateTimeOffset at, DateTimeOffset now)
    {
        var distance = (now - at).Duration();
        if (distance < TimeSpan.FromSeconds(5))
        {
            return "just now";
        }

        if (distance >= TimeSpan.FromDays(30))
        {
            return at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        var words = distance < TimeSpan.FromMinutes(1) ? $"{distance.Seconds} s"
            : distance < TimeSpan.FromHours(1) ? $"{distance.Minutes} min"
            : distance < TimeSpan.FromDays(1) ? $"{distance.Hours} h"
            : $"{distance.Days} d";
        return at > now ? $"in {words}" : $"{words} ago";
    }
}
