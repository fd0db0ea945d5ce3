using Microsoft.EntityFrameworkCore;
using SimConsole.Sims;

namespace SimConsole.Data.PostgreSql;

/// <summary>
/// The database for several processes. Times are <c>timestamptz</c> to the millisecond. Texts are compared byte by byte, as on SQLite, whatever the locale of
/// the server.
/// </summary>
public sealed class PostgreSqlSimConsoleDb(DbContextOptions<PostgreSqlSimConsoleDb> options) : SimConsoleDb(options)
{
    public override IQueryable<Sim> WhereIdentifiersContain(IQueryable<Sim> sims, string term) => PostgreSqlSearch.Where(this, sims, term);

    public override async Task<IReadOnlyList<long>?> NewestHoldingAsync(string term, int most, CancellationToken token) =>
        await PostgreSqlSearch.NewestAsync(this, term, most, token);

    /// <remarks>By default, PostgreSQL sorts Sims without a name last.</remarks>
    public override IOrderedQueryable<Sim> ByName(IQueryable<Sim> sims, bool descending) => descending
        ? sims.OrderByDescending(s => s.UniqueName != null).ThenByDescending(s => s.UniqueName)
        : sims.OrderBy(s => s.UniqueName != null).ThenBy(s => s.UniqueName);

    public override Task AddUpAsync<T>(IReadOnlyCollection<T> rows, CancellationToken token) => PostgreSqlBulkInsert.AddUpAsync(this, rows, token);

    /// <remarks>It does not prevent others from adding rows that refer to these Sims.</remarks>
    public override Task LockSimsAsync(IReadOnlyCollection<long> simIds, CancellationToken token) => simIds.Count == 0 ? Task.CompletedTask : Database.ExecuteSqlAsync(
        $"""SELECT "Id" FROM "Sims" WHERE "Id" = ANY ({simIds.ToArray()}) ORDER BY "Id" FOR NO KEY UPDATE""", token);

    public override async Task<IReadOnlyList<long>> LockFreeAsync<T>(IReadOnlyList<long> ids, CancellationToken token)
    {
        var sql = $$"""SELECT "Id" AS "Value" FROM "{{Model.FindEntityType(typeof(T))!.GetTableName()}}" WHERE "Id" = ANY ({0}) ORDER BY "Id" FOR UPDATE SKIP LOCKED""";
        return await Database.SqlQueryRaw<long>(sql, ids.ToArray()).ToListAsync(token);
    }

    public override Task LockNameAsync(string name, CancellationToken token) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({name}, 0))", token);

    internal override Task<IReadOnlyList<OpenedSim>> OpenStatusChangesAsync(StatusChangeOpening opening, IReadOnlyCollection<long> simIds, CancellationToken token) =>
        PostgreSqlStatusChangeOpening.OpenAsync(this, opening, simIds, token);

    internal override Task<int> OpenSettingsUpdatesAsync(IReadOnlyCollection<long> simIds, DateTimeOffset now, int seconds, CancellationToken token) =>
        PostgreSqlSettingsUpdateOpening.OpenAsync(this, simIds, now, seconds, token);

    protected override Task WriteManyAsync<T>(IReadOnlyCollection<T> rows, CancellationToken token) => PostgreSqlBulkInsert.InsertAsync(this, rows, token);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcDateTime>().HaveColumnType("timestamp(3) with time zone");
        configurationBuilder.Properties<string>().UseCollation("C");
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);

        // The fixed-length type gains nothing here, pads shorter texts, and has no index for a search for a part.
        foreach (var property in builder.Model.GetEntityTypes().SelectMany(table => table.GetProperties()))
        {
            property.SetIsFixedLength(null);
        }

        // A writer of a column of a full unique index blocks every writer that adds a row that refers to this one, and two writers that do both deadlock.
        foreach (var index in builder.Model.GetEntityTypes().SelectMany(table => table.GetIndexes()).Where(index => index.IsUnique && index.GetFilter() is null))
        {
            if (index.Properties is [{ IsNullable: true } column])
            {
                index.SetFilter($"\"{column.Name}\" IS NOT NULL");
            }
        }

        builder.HasPostgresExtension("pg_trgm");

        // Sims with equal values are listed in the order of their ids, which the other databases have in every index.
        var sims = builder.Entity<Sim>();
        foreach (var index in sims.Metadata.GetIndexes().Where(index => !index.IsUnique && index.GetFilter() is null).ToList())
        {
            sims.Metadata.RemoveIndex(index);
            sims.HasIndex([.. index.Properties.Select(column => column.Name), nameof(Sim.Id)]);
        }
    }
}
