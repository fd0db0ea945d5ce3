using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SimConsole.Callbacks;

/// <summary>One attempt to deliver one message: what was sent, and what came back.</summary>
public sealed record Delivery
{
    /// <summary>The most characters of an answer that are kept.</summary>
    public const int AnswerLength = 500;

    public const int ErrorLength = 400;

    /// <summary>The most characters of the URL, with room for the fields that a GET adds.</summary>
    public const int SentUrlLength = CallbackRequest.UrlLength + SentBodyLength;

    /// <summary>Room for the payload of an IP command, each byte of it written as three.</summary>
    public const int SentBodyLength = 8_000;

    public long Id { get; init; }

    public long CallbackId { get; init; }

    public Callback? Callback { get; init; }

    /// <summary>Which of the callback's messages.</summary>
    public int Number { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>The URL as it was called, with the query of a GET.</summary>
    public required string SentUrl { get; init; }

    /// <summary>The form of a POST as it was sent; empty for a GET.</summary>
    public required string SentBody { get; init; }

    /// <summary>What stood in <c>X-Twilio-Signature</c>.</summary>
    public required string Signature { get; init; }

    /// <summary>What stood in <c>webhook-timestamp</c>: seconds since 1970.</summary>
    public long WebhookTimestamp { get; init; }

    /// <summary>What stood in <c>webhook-signature</c>.</summary>
    public required string WebhookSignature { get; init; }

    /// <summary>What stood in <c>kore-signature</c>: empty where the account had no secret for it; null before there was such a header.</summary>
    public string? KoreSignature { get; init; }

    /// <summary>The HTTP status of the answer, or null where none came.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The beginning of the answer's body.</summary>
    public string? Answer { get; init; }

    /// <summary>Why no answer came, or where a redirect leads, as a sentence.</summary>
    public string? Error { get; init; }

    /// <summary>From the first byte sent to the answer or the error, in milliseconds.</summary>
    public int LatencyMs { get; init; }

    /// <summary>When it is tried again; null where it was delivered or given up.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>How long the receiver asked not to be tried; null where it did not. Not stored; <see cref="NextTryAt"/> is.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the receiver said that it is gone for good. Source: Standard Webhooks, which takes 410 for that.</summary>
    public bool IsGone => StatusCode == StatusCodes.Status410Gone;

    /// <summary>Any 2xx is success.</summary>
    public bool Succeeded => StatusCode is >= 200 and < 300;
}

internal sealed class DeliveryTable : IEntityTypeConfiguration<Delivery>
{
    public void Configure(EntityTypeBuilder<Delivery> delivery)
    {
        delivery.ToTable("CallbackDeliveries");
        delivery.Property(d => d.SentUrl).HasMaxLength(Delivery.SentUrlLength);
        delivery.Property(d => d.SentBody).HasMaxLength(Delivery.SentBodyLength).IsUnicode(false);
        delivery.Property(d => d.Signature).HasMaxLength(64).IsUnicode(false);
        delivery.Property(d => d.WebhookSignature).HasMaxLength(128).IsUnicode(false);
        delivery.Property(d => d.KoreSignature).HasMaxLength(64).IsUnicode(false);
        delivery.Property(d => d.Answer).HasMaxLength(Delivery.AnswerLength);
        delivery.Property(d => d.Error).HasMaxLength(Delivery.ErrorLength);
        delivery.Ignore(d => d.Succeeded);
        delivery.Ignore(d => d.IsGone);
        delivery.Ignore(d => d.RetryAfter);
        delivery.HasIndex(d => new { d.CallbackId, d.Id });
        delivery.HasOne(d => d.Callback).WithMany(c => c.Deliveries).HasForeignKey(d => d.CallbackId).OnDelete(DeleteBehavior.Cascade);
    }
}
