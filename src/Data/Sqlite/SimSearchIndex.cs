using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SimConsole.Sims;

namespace SimConsole.Data.Sqlite;

/// <summary>
/// Finds a Sim by any part of its identifiers without reading all Sims: a full-text index of SQLite over pieces of four characters, from every position of
/// every identifier, kept up to date by triggers and storing no text of its own (the migration <c>Initial</c> creates it). A term shorter than three characters
/// is in most Sims, and a plain comparison finds a page of those soon enough.
/// </summary>
internal static class SimSearchIndex
{
    private const int PieceLength = 4;

    /// <summary>The shortest term that the index can find, by the beginnings of its pieces.</summary>
    private const int Shortest = PieceLength - 1;

    /// <summary>Identifiers that begin alike end differently: the last pieces of a long term distinguish Sims, the first are in all of them.</summary>
    private const int MostPieces = 6;

    /// <summary>The index finds the Sims that contain the pieces of the term, in any order and identifier; the comparison decides.</summary>
    public static IQueryable<Sim> Where(SqliteSimConsoleDb db, IQueryable<Sim> sims, string term)
    {
        if (CannotBeHeld(term))
        {
            return sims.Where(_ => false);
        }

        var (msisdn, eid) = (Msisdn.Of(term), Eid.Of(term));
        if (Match(term) is { } match)
        {
            var matches = eid is not null
                ? db.Database.SqlQuery<long>($"SELECT rowid AS Value FROM SimSearch WHERE SimSearch MATCH {match} UNION ALL SELECT SimId FROM ESimProfiles WHERE Eid = {eid} AND SimId IS NOT NULL")
                : msisdn is null ? db.Database.SqlQuery<long>($"SELECT rowid AS Value FROM SimSearch WHERE SimSearch MATCH {match}")
                : db.Database.SqlQuery<long>($"SELECT rowid AS Value FROM SimSearch WHERE SimSearch MATCH {match} UNION ALL SELECT Id FROM Sims WHERE Msisdn = {msisdn}");
            sims = sims.Where(sim => matches.Contains(sim.Id));
        }

        var (pattern, number) = (LikePattern.Containing(term), LikePattern.Containing(Iccid.InGroups(term) ?? term));
        return sims.Where(sim =>
            EF.Functions.Like(sim.Iccid, number, "\\")
            || EF.Functions.Like(sim.Sid, pattern, "\\")
            || EF.Functions.Like(sim.UniqueName!, pattern, "\\")
            || EF.Functions.Like(sim.Imsi!, number, "\\")
            || (msisdn != null && sim.Msisdn == msisdn)
            || (eid != null && db.ESimProfiles.Any(profile => profile.SimId == sim.Id && profile.Eid == eid)));
    }

    /// <summary>
    /// The same Sims, newest first. In this order the index need not go through all matches of a term that most Sims contain. Null where the index cannot say.
    /// </summary>
    public static async Task<IReadOnlyList<long>?> NewestAsync(SqliteSimConsoleDb db, string term, int most, CancellationToken token)
    {
        if (Match(term) is not { } match)
        {
            return null;
        }

        // The overhead of Entity Framework would be most of the time of so small a query.
        await db.Database.OpenConnectionAsync(token);
        try
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText =
                """
                SELECT * FROM (
                    SELECT s.Id FROM SimSearch f JOIN Sims s ON s.Id = f.rowid
                    WHERE SimSearch MATCH $match
                        AND (s.Iccid LIKE $number ESCAPE '\' OR s.Sid LIKE $pattern ESCAPE '\' OR s.UniqueName LIKE $pattern ESCAPE '\' OR s.Imsi LIKE $number ESCAPE '\')
                    ORDER BY f.rowid DESC LIMIT $most)
                UNION SELECT Id FROM Sims WHERE Msisdn = $msisdn
                UNION SELECT SimId FROM ESimProfiles WHERE Eid = $eid AND SimId IS NOT NULL
                ORDER BY 1 DESC LIMIT $most
                """;
            command.Parameters.Add(new SqliteParameter("$match", match));
            command.Parameters.Add(new SqliteParameter("$pattern", LikePattern.Containing(term)));
            command.Parameters.Add(new SqliteParameter("$number", LikePattern.Containing(Iccid.InGroups(term) ?? term)));
            command.Parameters.Add(new SqliteParameter("$msisdn", (object?)Msisdn.Of(term) ?? DBNull.Value));
            command.Parameters.Add(new SqliteParameter("$eid", (object?)Eid.Of(term) ?? DBNull.Value));
            command.Parameters.Add(new SqliteParameter("$most", most));
            await using var reader = await command.ExecuteReaderAsync(token);
            var ids = new List<long>();
            while (await reader.ReadAsync(token))
            {
                ids.Add(reader.GetInt64(0));
            }

            return ids;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <summary>
    /// The query of the index for this term; null where the index cannot answer. A number in groups is indexed without the spaces; a name may contain them.
    /// </summary>
    private static string? Match(string term) =>
        Iccid.InGroups(term) is { } digits && Pieces(term) is { } typed ? $"({typed}) OR ({Pieces(digits)})" : Pieces(term);

    private static string? Pieces(string term)
    {
        // As SQLite counts characters.
        string[] characters = [.. term.EnumerateRunes().Select(rune => rune.ToString())];
        if (characters.Length < Shortest || CannotBeHeld(term))
        {
            return null;
        }

        var pieces = Enumerable.Range(0, Math.Max(1, characters.Length - PieceLength + 1))
            .Select(at => string.Concat(characters.Skip(at).Take(PieceLength)))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .TakeLast(MostPieces)
            .Select(piece => $"\"{piece.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        return string.Join(" AND ", pieces) + (characters.Length == Shortest ? "*" : "");
    }

    /// <summary>No identifier contains a control character. One separates the pieces in the index; U+0000 would end the text that is compared.</summary>
    private static bool CannotBeHeld(string term) => term.Any(char.IsControl);
}
