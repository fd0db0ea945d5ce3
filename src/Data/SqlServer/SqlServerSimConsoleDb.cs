using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using SimConsole.Sims;

namespace SimConsole.Data.SqlServer;

/// <summary>The production database. Times are <c>datetime2(3)</c> in UTC.</summary>
public sealed class SqlServerSimConsoleDb(DbContextOptions<SqlServerSimConsoleDb> options) : SimConsoleDb(options)
{
    /// <remarks>SQL Server has no index for the middle of a text: a partial search here reads every Sim.</remarks>
    public override IQueryable<Sim> WhereIdentifiersContain(IQueryable<Sim> sims, string term) =>
        sims.Where(sim =>
            sim.Iccid.Contains(term)
            || sim.Sid.Contains(term)
            || (sim.UniqueName != null && sim.UniqueName.Contains(term))
            || (sim.Imsi != null && sim.Imsi.Contains(term)));

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcDateTime>().HaveColumnType("datetime2(3)");

    private sealed class UtcDateTime() : ValueConverter<DateTimeOffset, DateTime>(
        time => time.UtcDateTime,
        stored => new DateTimeOffset(DateTime.SpecifyKind(stored, DateTimeKind.Utc)));
}
