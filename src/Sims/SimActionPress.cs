using MudBlazor;
using SimConsole.Data;
using SimConsole.Sessions;
using SimConsole.StatusChanges;

namespace SimConsole.Sims;

/// <summary>Handles a press on the button of a Sim: requests the status, says why if it cannot be set, and offers to undo it.</summary>
public sealed class SimActionPress(SimService sims, SignedInPerson person, ISnackbar snackbar, UndoNotice undo)
{
    /// <summary>Requests what the button says. Returns the Sim as it is afterwards; null where nothing was requested.</summary>
    /// <param name="refusal">Why the button may not be pressed, null where it may be.</param>
    public async Task<SimRow?> PressAsync(SimRow sim, SimAction action, string? refusal)
    {
        if (refusal is not null)
        {
            snackbar.Add(refusal, Severity.Info);
            return null;
        }

        var result = await sims.UpdateAsync(sim.Sid, new SimUpdate { Status = action.Target }, await person.CallerAsync(), CancellationToken.None).OrTroubleAsync();
        if (result.Refusal is { } refused)
        {
            snackbar.Add(refused.Message, Severity.Error);
            return null;
        }

        var updated = result.Value!;
        if (updated.ChangeSid is { } change)
        {
            undo.Show(updated.Sim.DisplayName, updated.Sim.TargetStatus ?? updated.Sim.Status, change);
        }

        return updated.Sim;
    }
}
