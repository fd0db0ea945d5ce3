using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace SimConsole.Data;

/// <summary>Times as a server keeps them: in UTC, whatever its own zone is.</summary>
internal sealed class UtcDateTime() : ValueConverter<DateTimeOffset, DateTime>(
    time => time.UtcDateTime,
    stored => new DateTimeOffset(DateTime.SpecifyKind(stored, DateTimeKind.Utc)));
