using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Work;

namespace SimConsole.Sims.Views;

/// <summary>Keeps lists of Sims under names.</summary>
public sealed class SavedViewService(IDbContextFactory<SimConsoleDb> databases, TimeProvider time)
{
    /// <summary>The most views that one person, or everybody, has.</summary>
    public const int Most = 50;

    private const string NotForAll = "a view for everybody is seen by those who are not limited";

    /// <summary>The views that a person sees: the shared ones and their own, in the order of their names.</summary>
    public async Task<IReadOnlyList<SavedView>> ListAsync(Caller caller, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Seen(db, caller).AsNoTracking().OrderBy(v => v.Name).ThenBy(v => v.Id).ToListAsync(token);
    }

    /// <summary>Keeps a list under a name, in place of one that had it.</summary>
    /// <param name="forAll">Whether everybody is to see it; this needs the permission to change Sims.</param>
    public async Task<Result<SavedView>> SaveAsync(string name, SimsAddress address, bool forAll, Caller caller, CancellationToken token)
    {
        if (RefusalOf(forAll, caller) is { } refusal)
        {
            return refusal;
        }

        name = name.Trim();
        var kept = (address with { Page = 1 }).ToString();
        if (FaultOf(name, kept) is { } fault)
        {
            return new Refusal(ErrorCodes.Invalid, fault);
        }

        var owner = forAll ? null : caller.Name;
        await using var db = await databases.CreateDbContextAsync(token);
        Result<SavedView>? result = null;
        await db.InTransactionAsync(async () =>
        {
            await db.LockNameAsync("SavedViews", token);
            var views = await db.SavedViews.Where(v => v.Owner == owner).ToListAsync(token);
            var view = views.Find(v => string.Equals(v.Name, name, StringComparison.OrdinalIgnoreCase));
            if (view is null && views.Count >= Most)
            {
                result = new Refusal(ErrorCodes.Invalid, $"There are {Most} views already. Remove one that is no longer needed.");
                return;
            }

            var before = view?.Address;
            view ??= db.Add(new SavedView { Name = name, Owner = owner, Address = kept, SavedBy = caller.Name }).Entity;
            (view.Address, view.SavedBy, view.SavedAt) = (kept, caller.Name, time.Now());
            db.Audit(caller, AuditKinds.ViewSaved, view.Name, new AuditChange("view", before, kept), new AuditChange("for", forAll ? "everybody" : caller.Name));
            await db.SaveChangesAsync(token);
            result = view;
        }, token);
        return result!.Value;
    }

    /// <summary>Deletes a view. One that is not there counts as deleted.</summary>
    /// <returns>Why it was not deleted, or null.</returns>
    public async Task<Refusal?> RemoveAsync(long id, Caller caller, CancellationToken token)
    {
        if (RefusalOf(false, caller) is { } lacking)
        {
            return lacking;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        if (await Seen(db, caller).SingleOrDefaultAsync(v => v.Id == id, token) is not { } view)
        {
            return null;
        }

        if (RefusalOf(view.Owner is null, caller) is { } refusal)
        {
            return refusal;
        }

        db.Remove(view);
        db.Audit(caller, AuditKinds.ViewRemoved, view.Name, new AuditChange("view", view.Address, null));
        try
        {
            await db.SaveChangesAsync(token);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody else deleted it at the same moment.
        }

        return null;
    }

    private static IQueryable<SavedView> Seen(SimConsoleDb db, Caller caller) => db.SavedViews.Where(v => v.Owner == null || v.Owner == caller.Name);

    private static Refusal? RefusalOf(bool forAll, Caller caller) => caller.Lacks(forAll ? Permissions.SimsWrite : Permissions.SimsRead) ?? (forAll ? caller.Beyond(NotForAll) : null);

    private static string? FaultOf(string name, string address) =>
        name.Length == 0 ? "The view has no name yet. Give it one."
        : name.Length > SavedView.NameLength ? $"The name of a view has at most {SavedView.NameLength} characters; this has {name.Length}."
        : name.Any(char.IsControl) ? "The name of a view cannot contain control characters."
        : address.Length > SavedView.AddressLength ? "A view cannot keep so many filters. Remove some."
        : null;
}
