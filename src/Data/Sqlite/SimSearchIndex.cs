using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using SimConsole.Sims;

namespace SimConsole.Data.Sqlite;

/// <summary>
/// Finds a Sim by any piece of its identifiers without reading them all: SQLite's own full-text index over trigrams,
/// kept by triggers, holding no text of its own. A piece shorter than three characters is in most Sims, and a plain
/// comparison finds a page of those soon enough.
/// </summary>
internal static class SimSearchIndex
{
    private const int Trigram = 3;

    public static IQueryable<Sim> Where(SqliteSimConsoleDb db, IQueryable<Sim> sims, string term, IReadOnlyList<long>? candidates)
    {
        if (candidates is not null)
        {
            sims = sims.Where(sim => candidates.Contains(sim.Id));
        }
        else if (term.Length >= Trigram)
        {
            // The index says which Sims hold every trigram of the term, in any order and column; the comparison below decides.
            var matches = db.Database.SqlQuery<long>($"SELECT rowid AS Value FROM SimSearch WHERE SimSearch MATCH {Trigrams(term)}");
            sims = sims.Where(sim => matches.Contains(sim.Id));
        }

        var pattern = $"%{term.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
        return sims.Where(sim =>
            EF.Functions.Like(sim.Iccid, pattern, "\\")
            || EF.Functions.Like(sim.Sid, pattern, "\\")
            || EF.Functions.Like(sim.UniqueName!, pattern, "\\")
            || EF.Functions.Like(sim.Imsi!, pattern, "\\"));
    }

    /// <summary>Read from the newest, the index need not go through all matches of a piece that most Sims hold.</summary>
    public static async Task<IReadOnlyList<long>?> NewestCandidatesAsync(SqliteSimConsoleDb db, string term, int most, CancellationToken token) => term.Length < Trigram
        ? null
        : await db.Database.SqlQuery<long>($"SELECT rowid AS Value FROM SimSearch WHERE SimSearch MATCH {Trigrams(term)} ORDER BY rowid DESC LIMIT {most}").ToListAsync(token);

    private static string Trigrams(string term) => string.Join(" AND ", Enumerable.Range(0, term.Length - Trigram + 1)
        .Select(at => term.Substring(at, Trigram))
        .Distinct(StringComparer.OrdinalIgnoreCase)
        .Select(trigram => $"\"{trigram.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));

    public static void Create(MigrationBuilder migration) => migration.Sql(
        """
        CREATE VIRTUAL TABLE SimSearch USING fts5(
            Iccid, UniqueName, Imsi, Sid, content='', contentless_delete=1, detail=none, tokenize='trigram');
        CREATE TRIGGER SimSearchInsert AFTER INSERT ON Sims BEGIN
            INSERT INTO SimSearch(rowid, Iccid, UniqueName, Imsi, Sid) VALUES (new.Id, new.Iccid, new.UniqueName, new.Imsi, new.Sid);
        END;
        CREATE TRIGGER SimSearchUpdate AFTER UPDATE OF Iccid, UniqueName, Imsi, Sid ON Sims BEGIN
            DELETE FROM SimSearch WHERE rowid = old.Id;
            INSERT INTO SimSearch(rowid, Iccid, UniqueName, Imsi, Sid) VALUES (new.Id, new.Iccid, new.UniqueName, new.Imsi, new.Sid);
        END;
        CREATE TRIGGER SimSearchDelete AFTER DELETE ON Sims BEGIN
            DELETE FROM SimSearch WHERE rowid = old.Id;
        END;
        """);
}
