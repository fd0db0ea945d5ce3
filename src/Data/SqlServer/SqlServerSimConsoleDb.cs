using Microsoft.EntityFrameworkCore;
using SimConsole.Sims;

namespace SimConsole.Data.SqlServer;

/// <summary>
/// The database for installations with SQL Server. Times are <c>datetime2(3)</c> in UTC. Texts are compared character by character, as on the other databases,
/// whatever the collation of the server.
/// </summary>
public sealed class SqlServerSimConsoleDb(DbContextOptions<SqlServerSimConsoleDb> options) : SimConsoleDb(options)
{
    private const int LockedPerStatement = 2_000;

    /// <summary>A search need not match the case in which a name was written.</summary>
    private const string AnyCase = "Latin1_General_100_CI_AS";

    /// <remarks>SQL Server has no index for the middle of a text: a partial search here reads every Sim.</remarks>
    public override IQueryable<Sim> WhereIdentifiersContain(IQueryable<Sim> sims, string term)
    {
        var (number, msisdn, eid) = (Iccid.InGroups(term) ?? term, Msisdn.Of(term), Eid.Of(term));
        return sims.Where(sim =>
            sim.Iccid.Contains(number)
            || EF.Functions.Collate(sim.Sid, AnyCase).Contains(term)
            || (sim.UniqueName != null && EF.Functions.Collate(sim.UniqueName, AnyCase).Contains(term))
            || (sim.Imsi != null && sim.Imsi.Contains(number))
            || (msisdn != null && sim.Msisdn == msisdn)
            || (eid != null && ESimProfiles.Any(profile => profile.SimId == sim.Id && profile.Eid == eid)));
    }

    public override Task AddUpAsync<T>(IReadOnlyCollection<T> rows, CancellationToken token) => SqlServerBulkInsert.AddUpAsync(this, rows, token);

    /// <remarks>
    /// A write that changes nothing takes locks on every isolation level. Each statement stays below the 5,000 locks at which SQL Server escalates to a lock of
    /// the whole table.
    /// </remarks>
    public override async Task LockSimsAsync(IReadOnlyCollection<long> simIds, CancellationToken token)
    {
        foreach (var chunk in simIds.Order().Chunk(LockedPerStatement))
        {
            await Sims.Where(s => chunk.Contains(s.Id)).ExecuteUpdateAsync(set => set.SetProperty(s => s.Version, s => s.Version), token);
        }
    }

    public override Task LockNameAsync(string name, CancellationToken token) => Database.ExecuteSqlAsync(
        $"""
        DECLARE @held int;
        EXEC @held = sp_getapplock @Resource = {name}, @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = -1;
        IF @held < 0 THROW 51000, 'The application lock was not granted.', 1;
        """,
        token);

    internal override Task<IReadOnlyList<OpenedSim>> OpenStatusChangesAsync(StatusChangeOpening opening, IReadOnlyCollection<long> simIds, CancellationToken token) =>
        SqlServerStatusChangeOpening.OpenAsync(this, opening, simIds, token);

    internal override Task<int> OpenSettingsUpdatesAsync(IReadOnlyCollection<long> simIds, DateTimeOffset now, int seconds, CancellationToken token) =>
        SqlServerSettingsUpdateOpening.OpenAsync(this, simIds, now, seconds, token);

    protected override Task WriteManyAsync<T>(IReadOnlyCollection<T> rows, CancellationToken token) => SqlServerBulkInsert.InsertAsync(this, rows, token);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcDateTime>().HaveColumnType("datetime2(3)");
        configurationBuilder.Properties<string>().UseCollation("Latin1_General_100_BIN2");
    }
}
