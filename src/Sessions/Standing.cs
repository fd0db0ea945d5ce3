using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using SimConsole.Accounts;
using SimConsole.Accounts.Tokens;
using SimConsole.Data;
using SimConsole.People.OpenId;

namespace SimConsole.Sessions;

/// <summary>
/// Whether those who have signed in may still act: the one answer for requests, open pages and connections of the hub. It is read from the database each
/// time, by the primary key.
/// </summary>
public sealed class Standing(IDbContextFactory<SimConsoleDb> databases, OpenIdProvider provider, TimeProvider time)
{
    private const int Chunk = 500;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Why a credential has ended, or null where it still holds. A null credential counts as ended.</summary>
    public async Task<SessionEnd?> EndOfAsync(Credential? credential, CancellationToken token) =>
        credential is null ? SessionEnd.SignedOut
        : (await EndsOfAsync([credential], token)).TryGetValue(credential, out var end) ? end : null;

    /// <summary>The session of a credential; null for a program, and where it has ended.</summary>
    public async Task<Session?> SessionOfAsync(Credential credential, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == credential.Session && s.EndedAt == null, token);
    }

    /// <summary>As <see cref="EndOfAsync"/>, for a caller who acts at this moment: the time is recorded, to the minute, where the database can be written.</summary>
    public async Task<SessionEnd?> EndOfActingAsync(Credential? credential, CancellationToken token)
    {
        var end = await EndOfAsync(credential, token);
        if (end is null && credential!.Key is null)
        {
            var now = time.Now();
            var aMinuteAgo = now - Minute;
            await using var db = await databases.CreateDbContextAsync(token);
            try
            {
                if (await db.Sessions.AnyAsync(s => s.Id == credential.Session && s.SeenAt < aMinuteAgo, token))
                {
                    await db.Sessions.Where(s => s.Id == credential.Session).ExecuteUpdateAsync(set => set.SetProperty(s => s.SeenAt, now), token);
                }
            }
            catch (Exception exception) when (DatabaseTrouble.Of(exception) is not null)
            {
                // Reading goes on while the database cannot be written.
            }
        }

        return end;
    }

    /// <summary>Those of these credentials that have ended, each with the reason.</summary>
    public async Task<IReadOnlyDictionary<Credential, SessionEnd>> EndsOfAsync(IReadOnlyCollection<Credential> credentials, CancellationToken token)
    {
        var ends = new Dictionary<Credential, SessionEnd>();
        await using var db = await databases.CreateDbContextAsync(token);
        var now = time.Now();
        foreach (var people in credentials.Where(c => c.Key is null).Chunk(Chunk))
        {
            long[] ids = [.. people.Select(c => c.Session).Distinct()];
            var sessions = await db.Sessions.AsNoTracking().Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, token);
            foreach (var person in people)
            {
                // Removing a person deletes their sessions, so one that is missing was removed.
                var end = sessions.TryGetValue(person.Session, out var session) && CryptographicOperations.FixedTimeEquals(session.TokenHash, person.TokenHash)
                    ? session.EndAt(now) ?? (provider.LetsLocalIn || session.IdToken is not null ? null : SessionEnd.SignedOut)
                    : SessionEnd.Removed;
                if (end is { } why)
                {
                    ends.Add(person, why);
                }
            }
        }

        // The account itself does not end, but its tokens may be switched off.
        Credential[] ofAccount = [.. credentials.Where(c => c.Key is not null && Sid.IsShapeOf(c.Key, Account.SidPrefix))];
        if (ofAccount.Length > 0
            && await db.Accounts.OrderBy(a => a.Id).Select(a => a.TokenIsOff).FirstOrDefaultAsync(token))
        {
            foreach (var program in ofAccount)
            {
                ends.Add(program, SessionEnd.Removed);
            }
        }

        foreach (var programs in credentials.Where(c => c.Key is not null && Sid.IsShapeOf(c.Key, ApiKey.SidPrefix)).Chunk(Chunk))
        {
            string[] sids = [.. programs.Select(c => c.Key!)];
            var hold = await db.ApiKeys.AsNoTracking().HoldingAt(now).Where(k => sids.Contains(k.Sid)).ToDictionaryAsync(k => k.Sid, token);
            foreach (var program in programs.Where(c => !hold.TryGetValue(c.Key!, out var key) || (c.Token is { } opened && !OpenToken.Parse(opened).HoldsFor(key, now))))
            {
                ends.Add(program, SessionEnd.Removed);
            }
        }

        return ends;
    }
}
