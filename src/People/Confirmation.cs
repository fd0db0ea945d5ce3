using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using SimConsole.People.OpenId;
using SimConsole.People.SecondFactor;
using SimConsole.Sessions;

namespace SimConsole.People;

/// <summary>Does for a page what may ask its person for the password again, for the second factor, or to show the provider again that it is he: then it asks, in front of the page, which keeps all that it has, and does it once more.</summary>
public sealed class Confirmation(IDialogService dialogs, SignedInPerson person, AuthenticationStateProvider authentication, SecondFactorService factors, SessionService sessions, OpenIdProvider provider, TimeProvider time)
{
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, CloseOnEscapeKey = true };

    /// <summary>Does something as the person at the page. Whoever does not give it gets the refusal that asked for it.</summary>
    public async Task<Result<T>> DoAsync<T>(Func<Caller, Task<Result<T>>> act) where T : class
    {
        var result = await act(await person.CallerAsync());
        return result.Refusal?.Code == ErrorCodes.ConfirmFirst && await IsConfirmedAsync() ? await act(await person.CallerAsync()) : result;
    }

    /// <summary>Whether a password or a code is right; it counts for this session from then on. Null where it is, else why not.</summary>
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

    /// <summary>Whether the provider was shown meanwhile, in another tab, that it is still he. Null where it was, else why not.</summary>
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
