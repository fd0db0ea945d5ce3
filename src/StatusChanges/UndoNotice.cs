using MudBlazor;
using SimConsole.Data;
using SimConsole.Sessions;
using SimConsole.Sims;

namespace SimConsole.StatusChanges;

/// <summary>
/// Says for some seconds what a button has ordered for one Sim, and can undo it: what waits is taken back, and what is done already is reversed by a new order.
/// Of many orders only the latest few are shown.
/// </summary>
public sealed class UndoNotice(ISnackbar snackbar, WithdrawalService withdrawals, StatusChangeReader reader, SimService sims, SignedInPerson person)
{
    private const int Most = 3;
    private const int ShownMs = 8_000;

    private readonly List<Snackbar> _shown = [];

    /// <summary>Shows the notice.</summary>
    /// <param name="name">The name of the Sim for people.</param>
    /// <param name="to">The status that was asked for.</param>
    /// <param name="changeSid">The change that was opened.</param>
    public void Show(string name, SimStatus to, string changeSid)
    {
        while (_shown.Count >= Most)
        {
            Forget(_shown[0]);
        }

        if (snackbar.Add($"{(to == SimStatus.Inactive ? "Deactivating" : "Activating")} {name}", Severity.Normal, options =>
            {
                (options.Action, options.ActionColor, options.RequireInteraction) = ("Undo", Color.Inherit, false);
                (options.ShowTransitionDuration, options.VisibleStateDuration, options.HideTransitionDuration) = (150, ShownMs, 300);
                (options.HideIcon, options.MaximumOpacity) = (true, 100);
                options.OnClick = async pressed =>
                {
                    Forget(pressed);
                    await UndoAsync(name, changeSid);
                };
            }) is { } shown)
        {
            _shown.Add(shown);
        }
    }

    private void Forget(Snackbar shown)
    {
        _shown.Remove(shown);
        snackbar.Remove(shown);
    }

    private async Task UndoAsync(string name, string changeSid)
    {
        var caller = await person.CallerAsync();
        var withdrawn = await withdrawals.WithdrawAsync(changeSid, caller, CancellationToken.None).OrTroubleAsync();
        if (withdrawn.Value is { } change)
        {
            snackbar.Add($"{name} stays {change.FromStatus.Word()}.", Severity.Success);
            return;
        }

        var done = await reader.FindAsync(changeSid, caller.Scope, CancellationToken.None);
        var refusal = IsToBeOrderedBack(done)
            ? (await sims.UpdateAsync(done!.Sim!.Sid, new SimUpdate { Status = done.FromStatus, Reason = "Undone" }, caller, CancellationToken.None).OrTroubleAsync()).Refusal
            : withdrawn.Refusal;
        snackbar.Add(
            refusal?.Message ?? $"{name} was {done!.ToStatus.Word()} already, and becomes {done.FromStatus.Word()} again.",
            refusal is null ? Severity.Success : Severity.Warning);
    }

    /// <summary>Whether the network has done it, nothing has happened to the Sim since, and the opposite step is legal.</summary>
    private static bool IsToBeOrderedBack(StatusChange? change) =>
        change is { State: StatusChangeState.Completed, Sim: { } sim } && sim.Status == change.ToStatus && sim.StatusChangedAt == change.EndedAt
        && SimLifecycle.Step(sim.Status, change.FromStatus, sim.FleetId is not null) is LifecycleStep.Allowed;
}
