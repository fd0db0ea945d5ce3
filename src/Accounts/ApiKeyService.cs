using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SimConsole.Accounts.Tokens;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Sessions;
using SimConsole.Work;

namespace SimConsole.Accounts;

/// <summary>A request for a new key.</summary>
/// <param name="Name">Which program will use it.</param>
/// <param name="Permissions">What that program may do, of <see cref="PermissionSets.ForPrograms"/>.</param>
/// <param name="Life">After how long it ends by itself; null for never.</param>
/// <param name="Networks">From where it may be used: networks such as 192.0.2.0/24 and addresses, separated by commas; null for anywhere.</param>
public sealed record ApiKeyOrder(string Name, Permissions Permissions, TimeSpan? Life, string? Networks = null)
{
    /// <summary>The Fleets that the program is limited to.</summary>
    public FleetScope Scope { get; init; } = FleetScope.All;

    /// <summary>How long its tokens are valid.</summary>
    public TokenLife TokenLife { get; init; }
}

/// <summary>A key that was just created, with its secret, which is shown only once.</summary>
public sealed record NewApiKey(ApiKey Key, string Secret);

/// <summary>Creates, lists, checks and revokes the keys with which programs sign in.</summary>
public sealed partial class ApiKeyService(IDbContextFactory<SimConsoleDb> databases, OpenSessions sessions, TimeProvider time)
{
    public const int NameLength = 64;

    /// <summary>How long a key lasts unless somebody says otherwise.</summary>
    public static readonly TimeSpan OrdinaryLife = TimeSpan.FromDays(365);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly RecentKeys _recent = new(time);

    /// <summary>All keys, also revoked ones, newest first; to those who may manage them.</summary>
    public async Task<Result<ApiKey[]>> ListAsync(Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.KeysManage) is { } lacking)
        {
            return lacking;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        return await db.ApiKeys.AsNoTracking().OrderByDescending(k => k.Id).ToArrayAsync(token);
    }

    /// <summary>Creates a key. Its secret cannot be read again.</summary>
    public async Task<Result<NewApiKey>> CreateAsync(ApiKeyOrder order, Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.KeysManage) is { } lacking)
        {
            return lacking;
        }

        if (caller.Unconfirmed(time.Now()) is { } unconfirmed)
        {
            return unconfirmed;
        }

        var name = order.Name.Trim();
        if (name.Length is 0 or > NameLength)
        {
            return new Refusal(ErrorCodes.Invalid, $"An API key needs a name of 1 to {NameLength} characters that says which program uses it.");
        }

        if (order.Permissions == Permissions.None || (order.Permissions & ~PermissionSets.ForPrograms) != 0)
        {
            return new Refusal(ErrorCodes.Invalid, $"An API key needs at least one of the permissions that a program may have: {PermissionSets.ForPrograms.Words()}.");
        }

        if (!Enum.IsDefined(order.TokenLife))
        {
            return new Refusal(ErrorCodes.Invalid, $"Tokens of a key are good for {string.Join(", ", TokenLives.All.Select(life => life.Words()))}.");
        }

        if (KeyNetworks.Parse(order.Networks).Refusal is { } fault)
        {
            return fault;
        }

        var secret = AccountService.NewToken();
        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        if (await FleetLimits.FaultOfAsync(db, order.Scope, token) is { } unknown)
        {
            return unknown;
        }

        var key = new ApiKey
        {
            Name = name,
            Permissions = order.Permissions,
            SecretHash = Credential.HashOf(secret),
            Networks = string.IsNullOrWhiteSpace(order.Networks) ? null : order.Networks.Trim(),
            Scope = order.Scope,
            TokenLife = order.TokenLife,
            OwnerId = caller.Actor.Source == OrderSource.Console ? await db.Users.Where(p => p.UserName == caller.Name).Select(p => (long?)p.Id).SingleOrDefaultAsync(token) : null,
            CreatedBy = caller.Name,
            CreatedAt = now,
            ExpiresAt = now + order.Life,
        };
        db.ApiKeys.Add(key);
        db.Audit(caller, AuditKinds.ApiKeyCreated, key.Sid, new("name", name), new("permissions", key.Permissions.Words()), new("fleets", await FleetLimits.NamesAsync(db, key.Scope, token)), new("networks", key.Networks), new("expires", key.ExpiresAt?.ToString("u", CultureInfo.InvariantCulture)), new("tokens", key.TokenLife.Words()));
        await db.SaveChangesAsync(token);
        return new NewApiKey(key, secret);
    }

    /// <summary>Ends a key: the next request that uses it is refused, and its connections of the hub end. Revoking it again changes nothing.</summary>
    public async Task<Result<string>> RevokeAsync(string sid, Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.KeysManage) is { } lacking)
        {
            return lacking;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        if (!await db.ApiKeys.AnyAsync(k => k.Sid == sid, token))
        {
            return new Refusal(ErrorCodes.NotFound, $"There is no API key {Cut.Short(sid)}.");
        }

        await db.InTransactionAsync(async after =>
        {
            if (await RevokeAsync(db.ApiKeys.Where(k => k.Sid == sid), after, token) > 0)
            {
                db.Audit(caller, AuditKinds.ApiKeyRevoked, sid);
                await db.SaveChangesAsync(token);
            }
        }, token);
        return $"The API key {sid} is revoked.";
    }

    /// <summary>Settles the keys of a person who leaves, in the caller's transaction: they end, or another person answers for them.</summary>
    /// <param name="heir">Who answers for them from now on; null where they end.</param>
    public async Task LeaveBehindAsync(SimConsoleDb db, long owner, long? heir, AfterCommit after, CancellationToken token)
    {
        var keys = db.ApiKeys.Where(k => k.OwnerId == owner);
        if (heir is null)
        {
            await RevokeAsync(keys, after, token);
        }

        await keys.ExecuteUpdateAsync(set => set.SetProperty(k => k.OwnerId, heir), token);
    }

    private async Task<int> RevokeAsync(IQueryable<ApiKey> keys, AfterCommit after, CancellationToken token)
    {
        var now = time.Now();
        var revoked = await keys.Where(k => k.RevokedAt == null).ExecuteUpdateAsync(set => set.SetProperty(k => k.RevokedAt, now), token);
        after.Do(() =>
        {
            _recent.Forget();
            sessions.Look();
        });
        return revoked;
    }
}
