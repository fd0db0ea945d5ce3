using Microsoft.AspNetCore.Components;

namespace SimConsole.Sims;

/// <summary>A component that shows the button of a Sim: <see cref="SimActionButton"/>, and a row of the list, which draws the button itself.</summary>
public abstract class SimActionComponent : ComponentBase
{
    /// <summary>The Sim as it is now.</summary>
    [Parameter, EditorRequired] public required SimRow Sim { get; set; }

    /// <summary>Called with the Sim as it is after its button was pressed.</summary>
    [Parameter] public EventCallback<SimRow> Changed { get; set; }

    [Inject] public required SimActionPress Presses { get; init; }

    /// <summary>What the button does.</summary>
    protected SimAction Action { get; private set; } = null!;

    /// <summary>Whether a press has not been answered yet.</summary>
    protected bool IsAsking { get; private set; }

    /// <summary>The handler of the button: the same one at each drawing, so that no press is lost.</summary>
    protected EventCallback Press { get; private set; }

    /// <summary>Why the button cannot be pressed; null where it can.</summary>
    protected string? Refusal => LackingPermission ?? Action.Refusal;

    /// <summary>Why the person may switch no Sim; null where they may.</summary>
    protected abstract string? LackingPermission { get; }

    protected override void OnInitialized() => Press = EventCallback.Factory.Create(this, PressAsync);

    protected override void OnParametersSet() => Action = SimAction.For(Sim);

    private async Task PressAsync()
    {
        if (IsAsking)
        {
            return;
        }

        IsAsking = true;
        try
        {
            if (await Presses.PressAsync(Sim, Action, Refusal) is { } updated)
            {
                await Changed.InvokeAsync(updated);
            }
        }
        finally
        {
            IsAsking = false;
        }
    }
}
