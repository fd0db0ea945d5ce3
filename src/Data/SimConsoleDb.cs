using System.Data.Common;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using SimConsole.Accounts;
using SimConsole.Audit;
using SimConsole.Billing;
using SimConsole.BulkChanges;
using SimConsole.Callbacks;
using SimConsole.Callbacks.Receivers;
using SimConsole.Commands;
using SimConsole.DataLimits;
using SimConsole.ESimProfiles;
using SimConsole.Fleets;
using SimConsole.Inventory;
using SimConsole.Inventory.Imports;
using SimConsole.LossReports;
using SimConsole.NetworkAccessProfiles;
using SimConsole.NetworkAuthorities;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.People;
using SimConsole.People.SecondFactor;
using SimConsole.PlannedChanges;
using SimConsole.Reconciliation;
using SimConsole.Sessions;
using SimConsole.SettingsUpdates;
using SimConsole.Sims;
using SimConsole.Sims.Tags;
using SimConsole.Sims.Views;
using SimConsole.StatusChanges;
using SimConsole.Usage;
using SimConsole.Work;

namespace SimConsole.Data;

/// <summary>
/// All that the console stores. One derived context for each database product holds what only that product needs; everything else uses this class, and lets
/// each slice describe its own tables.
/// </summary>
public abstract class SimConsoleDb(DbContextOptions options)
    : IdentityUserContext<Person, long>(options), IDataProtectionKeyContext
{
    public DbSet<Sim> Sims => Set<Sim>();
    public DbSet<SimEvent> SimEvents => Set<SimEvent>();
    public DbSet<Tag> Tags => Set<Tag>();
    public DbSet<SimTag> SimTags => Set<SimTag>();
    public DbSet<SavedView> SavedViews => Set<SavedView>();
    public DbSet<Fleet> Fleets => Set<Fleet>();
    public DbSet<FleetEvent> FleetEvents => Set<FleetEvent>();
    public DbSet<NetworkAccessProfile> NetworkAccessProfiles => Set<NetworkAccessProfile>();
    public DbSet<NetworkAccessProfileNetwork> NetworkAccessProfileNetworks => Set<NetworkAccessProfileNetwork>();
    public DbSet<NetworkAccessProfileEvent> NetworkAccessProfileEvents => Set<NetworkAccessProfileEvent>();
    public DbSet<SettingsUpdate> SettingsUpdates => Set<SettingsUpdate>();
    public DbSet<SettingsRollout> SettingsRollouts => Set<SettingsRollout>();
    public DbSet<StatusChange> StatusChanges => Set<StatusChange>();
    public DbSet<BulkChange> BulkChanges => Set<BulkChange>();
    public DbSet<BulkChangeSim> BulkChangeSims => Set<BulkChangeSim>();
    public DbSet<BulkChangeLine> BulkChangeLines => Set<BulkChangeLine>();
    public DbSet<PlannedChange> PlannedChanges => Set<PlannedChange>();
    public DbSet<PlannedChangeSim> PlannedChangeSims => Set<PlannedChangeSim>();
    public DbSet<PlannedOccurrence> PlannedOccurrences => Set<PlannedOccurrence>();
    public DbSet<LossReport> LossReports => Set<LossReport>();
    public DbSet<LossReportSim> LossReportSims => Set<LossReportSim>();
    public DbSet<ReceiverSecret> ReceiverSecrets => Set<ReceiverSecret>();
    public DbSet<Callback> Callbacks => Set<Callback>();
    public DbSet<CallbackMessage> CallbackMessages => Set<CallbackMessage>();
    public DbSet<Delivery> Deliveries => Set<Delivery>();
    public DbSet<Command> Commands => Set<Command>();
    public DbSet<InventoryCard> InventoryCards => Set<InventoryCard>();
    public DbSet<ProtectedCardKey> CardKeys => Set<ProtectedCardKey>();
    public DbSet<Import> Imports => Set<Import>();
    public DbSet<ImportLine> ImportLines => Set<ImportLine>();
    public DbSet<ImportBlock> ImportBlocks => Set<ImportBlock>();
    public DbSet<ESimProfile> ESimProfiles => Set<ESimProfile>();
    public DbSet<SimulatedESimProfile> SimulatedESimProfiles => Set<SimulatedESimProfile>();
    public DbSet<AttachRefusal> AttachRefusals => Set<AttachRefusal>();
    public DbSet<SimulatedSubscriber> SimulatedSubscribers => Set<SimulatedSubscriber>();
    public DbSet<SimulatedNetworkList> SimulatedNetworkLists => Set<SimulatedNetworkList>();
    public DbSet<Drift> Drifts => Set<Drift>();
    public DbSet<ReconcileRun> ReconcileRuns => Set<ReconcileRun>();
    public DbSet<Enrolment> Enrolments => Set<Enrolment>();
    public DbSet<DataSession> DataSessions => Set<DataSession>();
    public DbSet<SimDayUsage> SimDayUsages => Set<SimDayUsage>();
    public DbSet<HourUsage> HourUsages => Set<HourUsage>();
    public DbSet<DayUsage> DayUsages => Set<DayUsage>();
    public DbSet<UsageCursor> UsageCursors => Set<UsageCursor>();
    public DbSet<BillingPeriod> BillingPeriods => Set<BillingPeriod>();
    public DbSet<BillingPeriodUsage> BillingPeriodUsages => Set<BillingPeriodUsage>();
    public DbSet<DataBlock> DataBlocks => Set<DataBlock>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<AuditCheckpoint> AuditCheckpoints => Set<AuditCheckpoint>();
    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<AuthenticatorApp> AuthenticatorApps => Set<AuthenticatorApp>();
    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<RunningProcess> RunningProcesses => Set<RunningProcess>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>The condition, in this provider's SQL, that a Sim has <paramref name="term"/> in one of its searchable identifiers.</summary>
    public abstract IQueryable<Sim> WhereIdentifiersContain(IQueryable<Sim> sims, string term);

    /// <summary>
    /// The ids of the newest Sims that contain <paramref name="term"/>, newest first, <paramref name="most"/> at most; fewer ids mean that no other Sim
    /// contains it. Null where this provider has no index for that, or none for so short a term.
    /// </summary>
    public virtual Task<IReadOnlyList<long>?> NewestHoldingAsync(string term, int most, CancellationToken token) => Task.FromResult<IReadOnlyList<long>?>(null);

    /// <summary>Sims in the order of their names, byte by byte; those without one come first, or last where it is descending.</summary>
    public virtual IOrderedQueryable<Sim> ByName(IQueryable<Sim> sims, bool descending) =>
        descending ? sims.OrderByDescending(s => s.UniqueName) : sims.OrderBy(s => s.UniqueName);

    /// <summary>
    /// Writes very many new rows at the speed of the database, inside the caller's transaction, with the keys that they have; if they have none, the database
    /// generates them. Nothing is tracked, and no navigation is followed.
    /// </summary>
    /// <exception cref="DbUpdateException">One of them cannot be written, so none is.</exception>
    public async Task InsertManyAsync<T>(IReadOnlyCollection<T> rows, CancellationToken token) where T : class
    {
        try
        {
            await WriteManyAsync(rows, token);
        }
        catch (DbException exception)
        {
            throw new DbUpdateException(exception.Message, exception);
        }
    }

    /// <summary>
    /// Adds rows up in a table whose columns, apart from its key, are sums: a row whose key exists is added to the existing row. Runs inside the caller's
    /// transaction; nothing is tracked. No key may be given twice.
    /// </summary>
    public abstract Task AddUpAsync<T>(IReadOnlyCollection<T> rows, CancellationToken token) where T : class;

    /// <summary>
    /// Locks these Sims, in the order of their ids, until the caller's transaction ends, so that nobody else can write them: the caller can rely on what it
    /// then reads of them, and of what depends on them. All transactions take locks in one order: first Sims, by this method and all at once, then their
    /// changes, then what depends on those.
    /// </summary>
    public abstract Task LockSimsAsync(IReadOnlyCollection<long> simIds, CancellationToken token);

    /// <summary>
    /// Those of these rows that nobody else is about to write, locked until the caller's transaction ends. If the database can skip rows that others have
    /// locked, a caller that claims rows never waits. Elsewhere all of them are returned: the statement that claims them decides.
    /// </summary>
    public virtual Task<IReadOnlyList<long>> LockFreeAsync<T>(IReadOnlyList<long> ids, CancellationToken token) where T : class => Task.FromResult(ids);

    /// <summary>
    /// Waits until nobody else holds the lock of this name, and holds it until the caller's transaction ends: for what has no row of its own to lock, or whose
    /// row others must be able to write meanwhile. Taken before any Sim.
    /// </summary>
    public abstract Task LockNameAsync(string name, CancellationToken token);

    /// <summary>
    /// Opens a change for those of these Sims, each named once, that may take the step now: adds the row, and makes the Sim scheduled. It uses a few
    /// statements, however many Sims there are, in the caller's transaction. Returns those for which it did; nothing of them is tracked.
    /// </summary>
    internal abstract Task<IReadOnlyList<OpenedSim>> OpenStatusChangesAsync(StatusChangeOpening opening, IReadOnlyCollection<long> simIds, CancellationToken token);

    /// <summary>
    /// Opens a settings update for those of these Sims that may connect, or are about to, if the network has not been told what their Fleet allows now and no
    /// waiting update will tell it. It uses one statement, however many Sims there are. Returns how many were opened.
    /// </summary>
    /// <param name="seconds">For how long each may be tried, in seconds.</param>
    internal abstract Task<int> OpenSettingsUpdatesAsync(IReadOnlyCollection<long> simIds, DateTimeOffset now, int seconds, CancellationToken token);

    /// <inheritdoc cref="InsertManyAsync"/>
    protected abstract Task WriteManyAsync<T>(IReadOnlyCollection<T> rows, CancellationToken token) where T : class;

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);

        // The table that version 3 of Identity's schema adds, without the other changes of that version.
        builder.Entity<IdentityUserPasskey<long>>(passkey =>
        {
            passkey.ToTable("AspNetUserPasskeys").HasKey(k => k.CredentialId);
            passkey.OwnsOne(k => k.Data).ToJson();
            passkey.HasOne<Person>().WithMany().HasForeignKey(k => k.UserId).IsRequired();
            passkey.Property(k => k.CredentialId).HasMaxLength(SecondFactorRows.PasskeyIdLength);
            passkey.Property<DateTimeOffset?>(SecondFactorRows.PasskeyUsedAt);
        });
        builder.ApplyConfigurationsFromAssembly(typeof(SimConsoleDb).Assembly);
    }
}
