using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.Accounts;

/// <summary>A key that was just made, with the secret that is shown this once.</summary>
public sealed record NewApiKey(ApiKey Key, string Secret);

/// <summary>Makes, lists, checks and revokes the keys with which programs sign in.</summary>
public sealed partial class ApiKeyService(IDbContextFactory<SimConsoleDb> databases, OpenSessions sessions, TimeProvider time, ILogger<ApiKeyService> log)
{
    public const int NameLength = 64;

    /// <summary>All keys, also revoked ones, newest first.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.ApiKeys.AsNoTracking().OrderByDescending(k => k.Id).ToListAsync(token);
    }

    /// <summary>Makes a key. Its secret cannot be read again.</summary>
    public async Task<Result<NewApiKey>> CreateAsync(string name, Actor actor, CancellationToken token)
    {
        name = name.Trim();
        if (name.Length is 0 or > NameLength)
        {
            return new Refusal(ErrorCodes.Invalid, $"An API key needs a name of 1 to {NameLength} characters that says which program uses it.");
        }

        var secret = RandomNumberGenerator.GetHexString(AccountService.ShortestToken, lowercase: true);
        var key = new ApiKey { Name = name, SecretHash = Hash(secret), CreatedBy = actor.Name, CreatedAt = time.Now() };
        await using var db = await databases.CreateDbContextAsync(token);
        db.ApiKeys.Add(key);
        await db.SaveChangesAsync(token);
        return new NewApiKey(key, secret);
    }

    /// <summary>Ends a key: the next request that uses it is refused, and its connections of the hub end. Revoking it again changes nothing.</summary>
    public async Task RevokeAsync(string sid, Actor actor, CancellationToken token)
    {
        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        await db.ApiKeys.Where(k => k.Sid == sid && k.RevokedAt == null).ExecuteUpdateAsync(set => set.SetProperty(k => k.RevokedAt, now), token);
        sessions.Look();
        LogRevoked(sid, actor.Name);
    }

    /// <summary>Whether <paramref name="secret"/> is that of a key that is not revoked.</summary>
    public async Task<bool> IsValidAsync(string sid, string secret, CancellationToken token)
    {
        if (!Sid.IsShapeOf(sid, ApiKey.SidPrefix))
        {
            return false;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        var hash = await db.ApiKeys.Where(k => k.Sid == sid && k.RevokedAt == null).Select(k => k.SecretHash).SingleOrDefaultAsync(token);
        return hash is not null && CryptographicOperations.FixedTimeEquals(hash, Hash(secret));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Name} revoked the API key {Sid}")]
    private partial void LogRevoked(string sid, string name);

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
