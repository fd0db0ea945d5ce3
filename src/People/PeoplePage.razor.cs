using Microsoft.AspNetCore.Components;
using SimConsole.Data;
using SimConsole.People.OpenId;
using SimConsole.People.SecondFactor;
using SimConsole.Sessions;
using SimConsole.Shell;

namespace SimConsole.People;

/// <summary>Everybody who may sign in, and the invitations that wait.</summary>
public sealed partial class PeoplePage(
    PeopleService people, SecondFactorService factors, InvitationService invitations, SignedInPerson person, Confirmation confirmation, OpenIdProvider provider, NavigationManager navigation, ILogger<PeoplePage> log)
{
    /// <summary>The address of this page, relative to the console's base.</summary>
    public const string Address = "people";

    private readonly Reading _load = new(log, "The people");
    private PersonSummary[]? _people;
    private Invitation[] _invitations = [];
    private string? _me;
    private int _loads;
    private string? _said;
    private bool _refused;
    private PersonSummary? _removing;
    private PersonSummary? _losing;
    private PersonSummary? _limiting;
    private FleetScope? _scope = FleetScope.All;
    private FleetScope? _invitedScope = FleetScope.All;
    private NewInvitation? _invited;
    private string _name = "";
    private Role _role = Role.Operator;

    protected override Task OnInitializedAsync() => LoadAsync();

    private static string Keys(PersonSummary who) => who.Keys switch
    {
        0 => "",
        1 => "There is an API key that only this person is responsible for.",
        var keys => $"There are {keys} API keys that only this person is responsible for.",
    };

    private IEnumerable<string> Notes(PersonSummary who)
    {
        if (who.IsOfProvider)
        {
            yield return $"by {provider.Name}";
        }

        if (who.SuspendedAt is not null)
        {
            yield return "suspended";
        }

        if (who.DeniedAt is not null)
        {
            yield return "in no group that has a role here";
        }
    }

    private string RoleTitle(PersonSummary who) => who.IsOfProvider ? $"The groups at {provider.Name} give this role. Change it there; it counts from the next sign-in." : who.Role.Says();

    private static string? Factor(PersonSummary who) => (who.HasApp, who.Passkeys) switch
    {
        (false, 0) => null,
        (true, 0) => "app",
        (var app, 1) => app ? "app, passkey" : "passkey",
        var (app, keys) => $"{(app ? "app, " : "")}{keys} passkeys",
    };

    private string LinkOf(NewInvitation invited) => navigation.ToAbsoluteUri(InvitationPage.AddressFor(invited.Token)).ToString();

    private async Task LoadAsync()
    {
        await _load.TryAsync(async () =>
        {
            var caller = await person.CallerAsync();

            // Rendered anew, since the browser would go on showing a role that was refused.
            _loads++;
            _me = caller.Name;
            _people = (await people.ListAsync(caller, CancellationToken.None)).Value;
            _invitations = (await invitations.ListAsync(caller, CancellationToken.None)).Value ?? [];
        });

        StateHasChanged();
    }

    private async Task ChangeRoleAsync(PersonSummary who, ChangeEventArgs choice)
    {
        if (Enum.TryParse<Role>(choice.Value as string, out var role))
        {
            await SayAsync(await confirmation.DoAsync(caller => people.ChangeRoleAsync(who.Id, role, caller, CancellationToken.None)).OrTroubleAsync());
        }
    }

    private async Task SuspendAsync(PersonSummary who) => await SayAsync(await confirmation.DoAsync(caller => people.SuspendAsync(who.Id, caller, CancellationToken.None)).OrTroubleAsync());

    private async Task ResumeAsync(PersonSummary who) => await SayAsync(await confirmation.DoAsync(caller => people.ResumeAsync(who.Id, caller, CancellationToken.None)).OrTroubleAsync());

    private void Ask(PersonSummary who) => (_removing, _losing, _limiting, _said) = (who, null, null, null);

    private void AskFactor(PersonSummary who) => (_losing, _removing, _limiting, _said) = (who, null, null, null);

    private void AskFleets(PersonSummary who) => (_limiting, _scope, _removing, _losing, _said) = (who, who.Scope, null, null, null);

    private async Task LimitAsync(PersonSummary who)
    {
        var result = await confirmation.DoAsync(caller => people.LimitAsync(who.Id, _scope!, who.Scope, caller, CancellationToken.None)).OrTroubleAsync();
        await SayAsync(result);

        // The form now shows the present limit, so a second save is deliberate.
        _limiting = result.Refusal?.Code == ErrorCodes.ChangedSince ? _people?.SingleOrDefault(p => p.Id == who.Id) : null;
    }

    private async Task TakeFactorAsync(PersonSummary who)
    {
        _losing = null;
        await SayAsync(await confirmation.DoAsync(caller => factors.TakeAwayAsync(who.Id, caller, CancellationToken.None)).OrTroubleAsync());
    }

    private async Task RemoveAsync(PersonSummary who, bool takeKeys)
    {
        _removing = null;
        await SayAsync(await confirmation.DoAsync(caller => people.RemoveAsync(who.Id, takeKeys, caller, CancellationToken.None)).OrTroubleAsync());
    }

    private async Task InviteAsync()
    {
        var result = await confirmation.DoAsync(caller => invitations.InviteAsync(_name, _role, _role == Role.Administrator ? FleetScope.All : _invitedScope!, caller, CancellationToken.None)).OrTroubleAsync();
        (_invited, _said, _refused) = (result.Value, result.Refusal?.Message, result.Refusal is not null);
        if (_invited is not null)
        {
            (_name, _invitedScope) = ("", FleetScope.All);
            await LoadAsync();
        }
    }

    private async Task WithdrawAsync(Invitation invitation)
    {
        _invited = _invited?.Invitation.Id == invitation.Id ? null : _invited;
        await SayAsync(await invitations.WithdrawAsync(invitation.Id, await person.CallerAsync(), CancellationToken.None).OrTroubleAsync());
    }

    private Task SayAsync(Result<string> result)
    {
        (_said, _refused) = (result.Value ?? result.Refusal!.Message, result.Refusal is not null);
        return LoadAsync();
    }
}
