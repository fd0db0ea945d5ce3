using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using SimConsole.Data;

namespace SimConsole.Api;

/// <summary>How much one credential may ask of the API: the configuration section <c>Api:RateLimit</c>.</summary>
public sealed class ApiRateLimitOptions : IValidatableObject
{
    public const string Section = "Api:RateLimit";

    /// <summary>How many requests a second one credential may make in the long run; twice as many in a burst.</summary>
    public int RequestsPerSecond { get; set; } = 1_000;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RequestsPerSecond is < 1 or > 1_000_000)
        {
            yield return new ValidationResult($"{Section}:RequestsPerSecond is {RequestsPerSecond}; it takes a number from 1 to 1000000.", [nameof(RequestsPerSecond)]);
        }
    }
}

/// <summary>Keeps a program that asks too fast from slowing down all others. It never limits the pages of the console.</summary>
public static class ApiRateLimits
{
    /// <summary>The policy of every endpoint of the API.</summary>
    public const string Policy = "Api";

    public static IServiceCollection AddApiRateLimits(this IServiceCollection services)
    {
        services.AddSettings<ApiRateLimitOptions>(ApiRateLimitOptions.Section);
        return services.AddRateLimiter(limiter =>
        {
            limiter.AddPolicy(Policy, context => RateLimitPartition.GetTokenBucketLimiter(context.User.Identity?.Name ?? "", _ =>
                BucketOf(context.RequestServices.GetRequiredService<IOptions<ApiRateLimitOptions>>().Value.RequestsPerSecond)));
            limiter.OnRejected = (rejected, _) => RefuseAsync(rejected);
        });
    }

    private static TokenBucketRateLimiterOptions BucketOf(int requestsPerSecond) => new()
    {
        TokenLimit = 2 * requestsPerSecond,
        TokensPerPeriod = requestsPerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    };

    private static async ValueTask RefuseAsync(OnRejectedContext rejected)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        rejected.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await ApiError.WriteAsync(rejected.HttpContext, new Refusal(ErrorCodes.TooManyRequests, $"These credentials send requests too fast. Nothing was changed; ask again in {seconds} s."));
    }
}
