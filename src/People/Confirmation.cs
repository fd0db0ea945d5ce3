using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using SimConsole.People.OpenId;
using SimConsole.People.SecondFactor;
using SimConsole.Sessions;

namespace SimConsole.People;

/// <summary>
/// Runs an action of a page that may need the person to confirm that it is still them, by password, second factor or provider. If so, it asks in a dialog
/// over the page, which keeps its state, and runs the action again.
/// </summary>
public sealed class Confirmation(IDialogService dialogs, SignedInPerson person, AuthenticationStateProvider authentication, SecondFactorService factors, SessionService sessions, OpenIdProvider provider, TimeProvider time)
{
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, CloseOnEscapeKey = true };

    /// <summary>Runs an action as the person at the page. If the person does not confirm, the refusal that asked for it is returned.</summary>
    public async Task<Result<T>> DoAsync<T>(Func<Caller, Task<Result<T>>> act) where T : class
    {
        var result = await act(await person.CallerAsync());
        return result.Refusal?.Code == ErrorCodes.ConfirmFirst && await IsConfirmedAsync() ? await act(await person.CallerAsync()) : result;
    }

    /// <summary>Checks a password or a code. If it is right, it counts for this session from then on, and null is returned; otherwise the reason.</summary>
    internal async Task<string?> ConfirmAsync(string given)
    {
        var confirmed = await factors.ConfirmAsync(await person.CallerAsync(), given, CancellationToken.None);
        if (confirmed.Refusal is { } refusal)
        {
            return refusal.Message;
        }

        await sessions.ConfirmedAsync(Credential.Of((await authentication.GetAuthenticationStateAsync()).User)!.Session, CancellationToken.None);
        return null;
    }

    /// <summary>Checks whether the person has signed in with the provider again meanwhile, in another tab. Null where they have, else why not.</summary>
    private async Task<string?> ConfirmElsewhereAsync(string given) =>
        (await person.CallerAsync()).Unconfirmed(time.Now()) is null ? null : $"Not shown yet: go to {provider.Name}, and come back then.";

    private async Task<bool> IsConfirmedAsync()
    {
        var own = (await factors.FindAsync(await person.CallerAsync(), CancellationToken.None)).Value;
        if (own?.IsOfProvider == true)
        {
            var elsewhere = new DialogParameters<ConfirmationDialog> { { d => d.Confirm, ConfirmElsewhereAsync }, { d => d.Provider, provider.Name } };
            var asked = await dialogs.ShowAsync<ConfirmationDialog>($"{provider.Name} again", elsewhere, Options);
            return await asked.Result is { Canceled: false };
        }

        var parameters = new DialogParameters<ConfirmationDialog>
        {
            { d => d.Confirm, ConfirmAsync }, { d => d.ByCode, own?.AppSince is not null }, { d => d.ByPasskey, own?.Passkeys.Count > 0 },
        };
        var dialog = await dialogs.ShowAsync<ConfirmationDialog>(own?.AppSince is null ? "Your password again" : "A code again", parameters, Options);
        return await dialog.Result is { Canceled: false };
    }
}
