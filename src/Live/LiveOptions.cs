using System.ComponentModel.DataAnnotations;
using StackExchange.Redis;

namespace SimConsole.Live;

/// <summary>How live events reach the other processes of the console: the configuration section <c>Live</c>.</summary>
public sealed class LiveOptions : IValidatableObject
{
    public const string Section = "Live";
    public const string RedisKey = $"{Section}:{nameof(Redis)}";

    /// <summary>The connection string of a Redis server, such as <c>redis.example.com:6379,password=…,ssl=true</c>; null where the database carries them, or nothing does.</summary>
    [DataType(DataType.Password)]
    public string? Redis { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        string? fault = null;
        try
        {
            fault = RedisOptions() is { EndPoints.Count: 0 } ? "it names no server" : null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            fault = exception.Message.ReplaceLineEndings(" ");
        }

        if (fault is not null)
        {
            yield return new ValidationResult($"{RedisKey} is not a connection string of Redis: {fault}. It takes one such as redis.example.com:6379,password=secret.", [nameof(Redis)]);
        }
    }

    /// <summary>What <see cref="Redis"/> says; null where it says nothing.</summary>
    internal ConfigurationOptions? RedisOptions()
    {
        if (string.IsNullOrWhiteSpace(Redis))
        {
            return null;
        }

        var options = ConfigurationOptions.Parse(Redis);
        options.AbortOnConnectFail = false;
        options.ClientName = "SimConsole";
        return options;
    }
}
