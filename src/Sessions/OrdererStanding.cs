using Microsoft.EntityFrameworkCore;
using SimConsole.Accounts;
using SimConsole.Data;

namespace SimConsole.Sessions;

/// <summary>In whose name something is done later: a person or a credential, and the Fleets to which that was limited when the order was given.</summary>
public sealed record Orderer(string Name, OrderSource Source, FleetScope Scope);

/// <summary>Checks whether those who ordered something for later may still order it: their permissions may have been taken away since.</summary>
public sealed class OrdererStanding(IDbContextFactory<SimConsoleDb> databases, TimeProvider time)
{
    /// <summary>The orderers who may not order it any more, each with the reason in words, such as <c>mara is suspended</c>.</summary>
    /// <param name="needed">The permission that is needed to order it.</param>
    public async Task<IReadOnlyDictionary<Orderer, string>> LostAsync(IReadOnlyCollection<Orderer> orderers, Permissions needed, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        Orderer[] people = [.. orderers.Where(o => o.Source == OrderSource.Console)], programs = [.. orderers.Where(o => o.Source == OrderSource.Api)];
        var lost = new Dictionary<Orderer, string>();
        foreach (var (orderer, why) in (await PeopleAsync(db, people, needed, token)).Concat(await ProgramsAsync(db, programs, needed, token)))
        {
            if (why is not null)
            {
                lost[orderer] = $"{orderer.Name} {why}";
            }
        }

        return lost;
    }

    private static async Task<IEnumerable<(Orderer, string?)>> PeopleAsync(SimConsoleDb db, Orderer[] people, Permissions needed, CancellationToken token)
    {
        string?[] names = [.. people.Select(o => o.Name).Distinct()];
        var found = names.Length == 0 ? [] : (await db.Users.AsNoTracking().Where(p => names.Contains(p.UserName)).ToListAsync(token)).ToDictionary(p => p.UserName!);
        return people.Select(o => (o, !found.TryGetValue(o.Name, out var person) ? "no longer has access to this console"
            : person.SuspendedAt is not null ? "is suspended"
            : person.DeniedAt is not null ? "no longer gets a role from the provider"
            : WhyNot(o, person.Role.May(), person.Scope, needed)));
    }

    private async Task<IEnumerable<(Orderer, string?)>> ProgramsAsync(SimConsoleDb db, Orderer[] programs, Permissions needed, CancellationToken token)
    {
        var now = time.Now();
        string[] sids = [.. programs.Select(o => o.Name).Distinct()];
        var keys = sids.Length == 0 ? [] : await db.ApiKeys.AsNoTracking().HoldingAt(now).Where(k => sids.Contains(k.Sid)).ToDictionaryAsync(k => k.Sid, token);
        var account = sids.Length > 0 && await db.Accounts.AnyAsync(a => !a.TokenIsOff, token);
        return programs.Select(o => (o, Sid.IsShapeOf(o.Name, Account.SidPrefix) ? account ? null : "is switched off for programs"
            : keys.TryGetValue(o.Name, out var key) ? WhyNot(o, key.Permissions, key.Scope, needed)
            : "is revoked, or has expired"));
    }

    private static string? WhyNot(Orderer orderer, Permissions may, FleetScope scope, Permissions needed) =>
        !may.HasFlag(needed) ? $"lacks the permission {(needed & ~may).Words()} now"
        : scope.IsAll || scope == orderer.Scope ? null
        : "is limited to other Fleets now";
}
