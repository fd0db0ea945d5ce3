using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using SimConsole.Sims;

namespace SimConsole.Data.Sqlite;

/// <summary>
/// The embedded database. Times are whole milliseconds since 1970 in UTC: SQLite has no type for them, and integers sort,
/// compare and index as they should.
/// </summary>
public sealed class SqliteSimConsoleDb(DbContextOptions<SqliteSimConsoleDb> options) : SimConsoleDb(options)
{
    public override IQueryable<Sim> WhereIdentifiersContain(IQueryable<Sim> sims, string term) => SimSearchIndex.Where(this, sims, term);

    public override Task<IReadOnlyList<long>?> NewestHoldingAsync(string term, int most, CancellationToken token) => SimSearchIndex.NewestAsync(this, term, most, token);

    public override Task AddUpAsync<T>(IReadOnlyCollection<T> rows, CancellationToken token) => SqliteBulkInsert.AddUpAsync(this, rows, token);

    /// <remarks>Nothing to lock: SQLite has one writer at a time, and a caller in a transaction is that writer.</remarks>
    public override Task LockSimsAsync(IReadOnlyCollection<long> simIds, CancellationToken token) => Task.CompletedTask;

    /// <inheritdoc cref="LockSimsAsync"/>
    public override Task LockNameAsync(string name, CancellationToken token) => Task.CompletedTask;

    internal override Task<IReadOnlyList<OpenedSim>> OpenStatusChangesAsync(StatusChangeOpening opening, IReadOnlyCollection<long> simIds, CancellationToken token) =>
        SqliteStatusChangeOpening.OpenAsync(this, opening, simIds, token);

    internal override Task<int> OpenSettingsUpdatesAsync(IReadOnlyCollection<long> simIds, DateTimeOffset now, int seconds, CancellationToken token) =>
        SqliteSettingsUpdateOpening.OpenAsync(this, simIds, now, seconds, token);

    protected override Task WriteManyAsync<T>(IReadOnlyCollection<T> rows, CancellationToken token) => SqliteBulkInsert.InsertAsync(this, rows, token);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);

        // SQLite would rebuild the table for it, and drop the triggers that keep its search index.
        var sim = builder.Entity<Sim>().Metadata;
        sim.RemoveForeignKey(sim.GetForeignKeys().Single(key => key.Properties[0].Name == nameof(Sim.HeldByReportId)));
    }

    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(),
        stored => DateTimeOffset.FromUnixTimeMilliseconds(stored));
}
