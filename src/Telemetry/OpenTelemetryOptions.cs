using System.ComponentModel.DataAnnotations;

namespace SimConsole.Telemetry;

/// <summary>Where metrics, traces and logs are sent: the configuration section <c>OpenTelemetry</c>.</summary>
public sealed class OpenTelemetryOptions : IValidatableObject
{
    public const string Section = "OpenTelemetry";
    public const string EndpointKey = $"{Section}:{nameof(Endpoint)}";

    /// <summary>
    /// The variable by which any program is told the same. Source: https://opentelemetry.io/docs/specs/otel/protocol/exporter/.
    /// </summary>
    public const string StandardKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The address of a collector that takes OTLP over HTTP; nothing is sent where neither this nor <see cref="StandardKey"/> is set.</summary>
    public string? Endpoint { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Endpoint is { Length: > 0 } && Address(Endpoint) is null)
        {
            yield return new ValidationResult($"{EndpointKey} is '{Endpoint}'; it takes an address such as http://localhost:4318.", [nameof(Endpoint)]);
        }
    }

    /// <summary>The address that a text names; null where it names none.</summary>
    internal static Uri? Address(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) ? address : null;
}
