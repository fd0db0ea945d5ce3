using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.People.OpenId;

/// <summary>Who signs in by a provider.</summary>
internal static class OpenIdLogins
{
    /// <summary>What the provider is called by which a person signs in; null for one who does so here.</summary>
    public static Task<string?> ProviderOfAsync(this SimConsoleDb db, long person, CancellationToken token) =>
        db.UserLogins.Where(l => l.UserId == person).Select(l => l.ProviderDisplayName).FirstOrDefaultAsync(token);
}
