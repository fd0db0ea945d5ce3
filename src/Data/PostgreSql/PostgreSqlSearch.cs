using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SimConsole.Sims;

namespace SimConsole.Data.PostgreSql;

/// <summary>
/// Finds a Sim by any part of its identifiers. The texts of a Sim are in a table of their own, kept up to date by triggers (the migration <c>Initial</c>
/// creates it), with a trigram index. An index on <c>Sims</c> itself would be rewritten at every change of status.
/// </summary>
internal static class PostgreSqlSearch
{
    public static IQueryable<Sim> Where(PostgreSqlSimConsoleDb db, IQueryable<Sim> sims, string term)
    {
        if (CannotBeHeld(term))
        {
            return sims.Where(_ => false);
        }

        var (number, pattern) = Patterns(term);
        var holding = Eid.Of(term) is { } eid
            ? db.Database.SqlQuery<long>($"""SELECT "SimId" AS "Value" FROM "SimSearch" WHERE "Numbers" ILIKE {number} OR "Names" ILIKE {pattern} UNION ALL SELECT "SimId" FROM "ESimProfiles" WHERE "Eid" = {eid} AND "SimId" IS NOT NULL""")
            : Msisdn.Of(term) is { } msisdn
            ? db.Database.SqlQuery<long>($"""SELECT "SimId" AS "Value" FROM "SimSearch" WHERE "Numbers" ILIKE {number} OR "Names" ILIKE {pattern} UNION ALL SELECT "Id" FROM "Sims" WHERE "Msisdn" = {msisdn}""")
            : db.Database.SqlQuery<long>($"""SELECT "SimId" AS "Value" FROM "SimSearch" WHERE "Numbers" ILIKE {number} OR "Names" ILIKE {pattern}""");
        return sims.Where(sim => holding.Contains(sim.Id));
    }

    /// <inheritdoc cref="SimConsoleDb.NewestHoldingAsync"/>
    public static async Task<IReadOnlyList<long>> NewestAsync(PostgreSqlSimConsoleDb db, string term, int most, CancellationToken token)
    {
        if (CannotBeHeld(term))
        {
            return [];
        }

        var (number, pattern) = Patterns(term);
        await db.Database.OpenConnectionAsync(token);
        try
        {
            // Which way is fastest depends on the term, and a generic plan for all terms scans every Sim for a rare one.
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText =
                """
                SELECT set_config('plan_cache_mode', 'force_custom_plan', true);
                (SELECT "SimId" FROM "SimSearch" WHERE "Numbers" ILIKE @number OR "Names" ILIKE @pattern ORDER BY "SimId" DESC LIMIT @most)
                UNION SELECT "Id" FROM "Sims" WHERE "Msisdn" = @msisdn
                UNION SELECT "SimId" FROM "ESimProfiles" WHERE "Eid" = @eid AND "SimId" IS NOT NULL
                ORDER BY 1 DESC LIMIT @most
                """;
            command.Parameters.AddRange(new NpgsqlParameter[] { new("number", number), new("pattern", pattern), Exactly("msisdn", Msisdn.Of(term)), Exactly("eid", Eid.Of(term)), new("most", most) });
            await using var reader = await command.ExecuteReaderAsync(token);
            await reader.NextResultAsync(token);
            return await IdsAsync(reader, token);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private static async Task<List<long>> IdsAsync(DbDataReader reader, CancellationToken token)
    {
        var ids = new List<long>();
        while (await reader.ReadAsync(token))
        {
            ids.Add(reader.GetInt64(0));
        }

        return ids;
    }

    private static NpgsqlParameter Exactly(string name, string? value) => new(name, NpgsqlTypes.NpgsqlDbType.Varchar) { Value = (object?)value ?? DBNull.Value };

    private static (string Number, string Pattern) Patterns(string term) => (LikePattern.Containing(Iccid.InGroups(term) ?? term), LikePattern.Containing(term));

    /// <summary>No identifier contains a control character, so one separates the texts. It is not U+0000, which PostgreSQL refuses.</summary>
    private static bool CannotBeHeld(string term) => term.Any(char.IsControl);
}
