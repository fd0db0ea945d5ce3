using System.Text;
using System.Text.Json;
using SimConsole.Work;

namespace SimConsole.Audit;

/// <summary>
/// Writes every entry to a file of JSON lines, soon after it is committed, for a program that follows such a file, such as a SIEM. Each is written at least once, also after a crash;
/// chain and sequence show which ones were written twice. The position reached is kept in a file beside it.
/// </summary>
public sealed partial class AuditStream(AuditReader reader, AuditStreamOptions options, TimeProvider time, ILogger<AuditStream> log) : BackgroundService
{
    /// <summary>The key of the configuration with the path of the file; nothing is written where it is empty.</summary>
    public const string FileKey = "Audit:StreamFile";

    /// <summary>An entry may become visible after others with higher ids: this many ids are read again.</summary>
    private const int LookedAtAgain = 2_000;

    private const int Chunk = 2_000;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private bool _failed;

    /// <summary>Writes what was not written yet. Returns how many entries.</summary>
    public async Task<int> WriteAsync(CancellationToken token)
    {
        var position = ReadPosition();
        var (from, count) = (Math.Max(0, position.Id - LookedAtAgain), 0);
        while (true)
        {
            var entries = await reader.ListFromAsync(from, Chunk, token);
            var lines = new StringBuilder();
            foreach (var entry in entries)
            {
                // Links of a chain are committed one after the other: the next one is the next number.
                if (entry.Sequence > position.Chains.GetValueOrDefault(entry.Chain))
                {
                    lines.Append(AuditLines.Of(entry)).Append('\n');
                    position.Chains[entry.Chain] = entry.Sequence;
                    count++;
                }
            }

            if (lines.Length > 0)
            {
                await File.AppendAllTextAsync(options.File!, lines.ToString(), token);
                position = position with { Id = Math.Max(position.Id, entries[^1].Id) };
                WritePosition(position);
            }

            if (entries.Count < Chunk)
            {
                return count;
            }

            from = entries[^1].Id;
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => options.File is null ? Task.CompletedTask : new WorkerLane(null, time, Interrupted).RunAsync(async token =>
    {
        await WriteAsync(token);
        _failed = false;
        return Every;
    }, stoppingToken);

    /// <summary>Logs a failure once, until writing succeeds again.</summary>
    private void Interrupted(Exception exception)
    {
        if (!_failed)
        {
            NotWritten(log, options.File!, exception.Message);
        }

        _failed = true;
    }

    private Position ReadPosition() => File.Exists(PositionFile) ? JsonSerializer.Deserialize<Position>(File.ReadAllText(PositionFile))! : new Position(0, []);

    private void WritePosition(Position position)
    {
        var written = $"{PositionFile}.new";
        File.WriteAllText(written, JsonSerializer.Serialize(position));
        File.Move(written, PositionFile, overwrite: true);
    }

    private string PositionFile => $"{options.File}.position";

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit cannot be written to {File}, and is written when it can: {Why}")]
    private static partial void NotWritten(ILogger log, string file, string why);

    /// <summary>The highest id that was written, and the last link of each chain.</summary>
    private sealed record Position(long Id, Dictionary<string, long> Chains);
}

/// <summary>Where the audit is written to as well; null for nowhere.</summary>
public sealed record AuditStreamOptions(string? File);
