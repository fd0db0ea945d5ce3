using System.Text.Encodings.Web;
using System.Text.Json;

namespace SimConsole.Audit;

/// <summary>Entries as JSON lines, for archives and for programs that follow them: one entry a line, with all that its seal is made of.</summary>
internal static class AuditLines
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>One entry, without the end of the line.</summary>
    public static string Of(AuditEntry entry) => JsonSerializer.Serialize(
        new
        {
            entry.Id,
            At = entry.At.UtcDateTime,
            Source = entry.Door.Word(),
            entry.Actor,
            Session = entry.SessionId,
            SourceIpAddress = entry.Address,
            entry.Kind,
            entry.Subject,
            Changes = AuditChanges.Read(entry.Changes),
            entry.Chain,
            entry.Sequence,
            Seal = Convert.ToHexStringLower(entry.Seal),
        },
        Json);
}
