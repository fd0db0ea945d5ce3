using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SimConsole.Accounts;
using SimConsole.BulkChanges;
using SimConsole.Callbacks;
using SimConsole.Callbacks.Receivers;
using SimConsole.Commands;
using SimConsole.Data;
using SimConsole.ESimProfiles;
using SimConsole.Fleets;
using SimConsole.Inventory;
using SimConsole.Inventory.Imports;
using SimConsole.LossReports;
using SimConsole.NetworkAccessProfiles;
using SimConsole.Notices;
using SimConsole.People;
using SimConsole.People.SecondFactor;
using SimConsole.PlannedChanges;
using SimConsole.Reconciliation;
using SimConsole.Sessions;
using SimConsole.Shell;
using SimConsole.Sims;
using SimConsole.Sims.Views;
using SimConsole.StatusChanges;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.People;

/// <summary>Roles by operations: each cell is a test, and an operation, a page or an endpoint that names no permission fails one.</summary>
public sealed class PermissionTests
{
    /// <summary>What each operation takes. Written down, so that nobody moves an operation to another permission by mistake.</summary>
    private static readonly Dictionary<string, Permissions> Needed = new()
    {
        [Of<SimService>(nameof(SimService.UpdateAsync))] = Permissions.SimsWrite,
        [Of<WithdrawalService>(nameof(WithdrawalService.WithdrawAsync))] = Permissions.SimsWrite,
        [Of<InventoryService>(nameof(InventoryService.RegisterAsync))] = Permissions.SimsWrite,
        [Of<ESimProfileService>(nameof(ESimProfileService.OrderAsync))] = Permissions.SimsWrite,
        [Of<DriftService>(nameof(DriftService.CompareAsync))] = Permissions.SimsWrite,
        [Of<DriftService>(nameof(DriftService.SwitchOnAsync))] = Permissions.SimsWrite,
        [Of<BulkChangeService>(nameof(BulkChangeService.PreviewAsync))] = Permissions.SimsBulk,
        [Of<BulkChangeService>(nameof(BulkChangeService.PreviewUndoAsync))] = Permissions.SimsBulk,
        [Of<BulkChangeService>(nameof(BulkChangeService.CommitAsync))] = Permissions.SimsBulk,
        [Of<BulkChangeService>(nameof(BulkChangeService.CommitOrDiscardAsync))] = Permissions.SimsBulk,
        [Of<BulkChangeService>(nameof(BulkChangeService.PauseAsync))] = Permissions.SimsBulk,
        [Of<BulkChangeService>(nameof(BulkChangeService.ResumeAsync))] = Permissions.SimsBulk,
        [Of<BulkChangeService>(nameof(BulkChangeService.CancelAsync))] = Permissions.SimsBulk,
        [Of<SavedViewService>(nameof(SavedViewService.SaveAsync))] = Permissions.SimsRead,
        [Of<SavedViewService>(nameof(SavedViewService.RemoveAsync))] = Permissions.SimsRead,
        [Of<PlannedChangeService>(nameof(PlannedChangeService.OrderAsync))] = Permissions.SimsBulk,
        [Of<PlannedChangeService>(nameof(PlannedChangeService.PauseAsync))] = Permissions.SimsBulk,
        [Of<PlannedChangeService>(nameof(PlannedChangeService.ResumeAsync))] = Permissions.SimsBulk,
        [Of<PlannedChangeService>(nameof(PlannedChangeService.CancelAsync))] = Permissions.SimsBulk,
        [Of<FleetService>(nameof(FleetService.CreateAsync))] = Permissions.FleetsWrite,
        [Of<FleetService>(nameof(FleetService.UpdateAsync))] = Permissions.FleetsWrite,
        [Of<LossReportService>(nameof(LossReportService.ReportAsync))] = Permissions.LossReport,
        [Of<LossReportService>(nameof(LossReportService.OrderAgainAsync))] = Permissions.LossReport,
        [Of<LossReportService>(nameof(LossReportService.ReleaseAsync))] = Permissions.LossRelease,
        [Of<CommandService>(nameof(CommandService.SendAsync))] = Permissions.CommandsSend,
        [Of<CallbackService>(nameof(CallbackService.ResendAsync))] = Permissions.CallbacksManage,
        [Of<NetworkAccessProfileService>(nameof(NetworkAccessProfileService.CreateAsync))] = Permissions.NetworkManage,
        [Of<NetworkAccessProfileService>(nameof(NetworkAccessProfileService.RenameAsync))] = Permissions.NetworkManage,
        [Of<NetworkAccessProfileService>(nameof(NetworkAccessProfileService.AddNetworkAsync))] = Permissions.NetworkManage,
        [Of<NetworkAccessProfileService>(nameof(NetworkAccessProfileService.RemoveNetworkAsync))] = Permissions.NetworkManage,
        [Of<ImportService>(nameof(ImportService.OrderAsync))] = Permissions.Import,
        [Of<ImportService>(nameof(ImportService.PauseAsync))] = Permissions.Import,
        [Of<ImportService>(nameof(ImportService.ResumeAsync))] = Permissions.Import,
        [Of<ImportService>(nameof(ImportService.StopAsync))] = Permissions.Import,
        [Of<UpstreamImport>(nameof(UpstreamImport.ImportAsync))] = Permissions.Import,
        [Of<ApiKeyService>(nameof(ApiKeyService.ListAsync))] = Permissions.KeysManage,
        [Of<ApiKeyService>(nameof(ApiKeyService.CreateAsync))] = Permissions.KeysManage,
        [Of<ApiKeyService>(nameof(ApiKeyService.RevokeAsync))] = Permissions.KeysManage,
        [Of<ApiKeyService>(nameof(ApiKeyService.RenewAsync))] = Permissions.KeysManage,
        [Of<ApiKeyService>(nameof(ApiKeyService.EndFormerAsync))] = Permissions.KeysManage,
        [Of<AccountService>(nameof(AccountService.AddSecondaryAsync))] = Permissions.KeysManage,
        [Of<AccountService>(nameof(AccountService.PromoteSecondaryAsync))] = Permissions.KeysManage,
        [Of<AccountService>(nameof(AccountService.EndSecondaryAsync))] = Permissions.KeysManage,
        [Of<AccountService>(nameof(AccountService.SwitchTokensAsync))] = Permissions.KeysManage,
        [Of<AccountService>(nameof(AccountService.AddWebhookSecretAsync))] = Permissions.KeysManage,
        [Of<AccountService>(nameof(AccountService.ActivateWebhookSecretAsync))] = Permissions.KeysManage,
        [Of<ReceiverSecretService>(nameof(ReceiverSecretService.ListAsync))] = Permissions.CallbacksManage,
        [Of<ReceiverSecretService>(nameof(ReceiverSecretService.AddAsync))] = Permissions.CallbacksManage,
        [Of<ReceiverSecretService>(nameof(ReceiverSecretService.EndAsync))] = Permissions.CallbacksManage,
        [Of<PeopleService>(nameof(PeopleService.ListAsync))] = Permissions.PeopleManage,
        [Of<PeopleService>(nameof(PeopleService.ChangeRoleAsync))] = Permissions.PeopleManage,
        [Of<PeopleService>(nameof(PeopleService.LimitAsync))] = Permissions.PeopleManage,
        [Of<PeopleService>(nameof(PeopleService.SuspendAsync))] = Permissions.PeopleManage,
        [Of<PeopleService>(nameof(PeopleService.ResumeAsync))] = Permissions.PeopleManage,
        [Of<PeopleService>(nameof(PeopleService.RemoveAsync))] = Permissions.PeopleManage,
        [Of<PeopleService>(nameof(PeopleService.ResetAsync))] = Permissions.PeopleManage,
        [Of<SecondFactorService>(nameof(SecondFactorService.TakeAwayAsync))] = Permissions.PeopleManage,
        [Of<InvitationService>(nameof(InvitationService.ListAsync))] = Permissions.PeopleManage,
        [Of<InvitationService>(nameof(InvitationService.InviteAsync))] = Permissions.PeopleManage,
        [Of<InvitationService>(nameof(InvitationService.WithdrawAsync))] = Permissions.PeopleManage,
    };

    /// <summary>Those that change something.</summary>
    internal static IEnumerable<string> Writing => Needed.Keys.Concat(Own)
        .Where(operation => !WritingNothing.Any(reads => operation.EndsWith(reads, StringComparison.Ordinal)));

    /// <summary>What everybody may do with what is his own: whose it is, is looked up.</summary>
    private static readonly string[] Own =
    [
        Of<PersonClockService>(nameof(PersonClockService.FindAsync)), Of<PersonClockService>(nameof(PersonClockService.ChangeAsync)),
        Of<NoticeService>(nameof(NoticeService.FindAsync)), Of<NoticeService>(nameof(NoticeService.MarkReadAsync)),
        Of<PeopleService>(nameof(PeopleService.ChangePasswordAsync)), Of<PeopleService>(nameof(PeopleService.ConfirmAsync)), Of<SessionService>(nameof(SessionService.ListAsync)), Of<SessionService>(nameof(SessionService.EndAsync)),
        Of<SessionService>(nameof(SessionService.EndOwnAsync)), Of<SavedViewService>(nameof(SavedViewService.ListAsync)),
        Of<SecondFactorService>(nameof(SecondFactorService.FindAsync)), Of<SecondFactorService>(nameof(SecondFactorService.OfferAppAsync)),
        Of<SecondFactorService>(nameof(SecondFactorService.AddAppAsync)), Of<SecondFactorService>(nameof(SecondFactorService.AddPasskeyAsync)),
        Of<SecondFactorService>(nameof(SecondFactorService.RemoveAppAsync)), Of<SecondFactorService>(nameof(SecondFactorService.RemovePasskeyAsync)),
        Of<SecondFactorService>(nameof(SecondFactorService.RenewRecoveryCodesAsync)), Of<SecondFactorService>(nameof(SecondFactorService.ConfirmAsync)),
    ];

    /// <summary>What nobody asks for: what the console does by itself, what a sign-in does, and what has been decided when it is called.</summary>
    private static readonly string[] NotAsked =
    [
        "AccountService.EnsureAsync", "AccountService.OwnsAsync", "ApiKeyService.SignInAsync", "DataLimitService.ReviewAsync", "DataLimitService.TellAsync", "InvitationService.AcceptAsync",
        "LossReportService.KeepAsync", "OpenIdService.ConfirmAsync", "OpenIdService.SignInAsync", "SessionService.BeginAsync", "SessionService.ConfirmedAsync", "SessionService.EndAtProviderAsync", "StatusChangeService.ActivateReadyAsync", "StatusChangeService.EndAsync", "UsageService.ClaimAsync", "UsageService.RecordAsync",
        "UsageService.ReleaseAsync",
    ];

    /// <summary>How the operations end that change nothing.</summary>
    private static readonly string[] WritingNothing = [".ListAsync", ".FindAsync", ".OfferAppAsync", ".ConfirmAsync"];

    /// <summary>How the methods begin that only read.</summary>
    private static readonly string[] Reads = ["List", "Find", "Count", "Events", "Networks", "Current", "Preview"];

    public static TheoryData<string, Role> Cells => new(Needed.Keys.SelectMany(operation => Roles.All.Select(role => (operation, role))));

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task An_operation_is_refused_to_a_role_that_lacks_its_permission_before_anything_else_is_done(string operation, Role role)
    {
        var caller = new Caller(new Actor("ann", OrderSource.Console), role.May(), $"The role {role}");
        Assert.Equal(role.May().HasFlag(Needed[operation]) ? null : $"The role {role} lacks the permission {Needed[operation].Words()}. Ask an administrator for it.", await RefusalAsync(operation, caller));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_takes_its_permission_and_no_other(string operation)
    {
        var actor = new Actor("SK1", OrderSource.Api);
        Assert.Null(await RefusalAsync(operation, new Caller(actor, Needed[operation], "This key")));
        Assert.NotNull(await RefusalAsync(operation, new Caller(actor, PermissionSets.All & ~Needed[operation], "This key")));
        Assert.NotNull(await RefusalAsync(operation, Caller.Of(null)));
    }

    public static TheoryData<string> Operations => new(Needed.Keys);

    [Fact]
    public void Every_operation_of_a_service_names_its_permission()
    {
        var named = Needed.Keys.Concat(Own).Concat(NotAsked).ToHashSet();
        var operations = typeof(Sim).Assembly.GetTypes()
            .Where(type => type is { IsNested: false, IsClass: true } && (type.Name.EndsWith("Service", StringComparison.Ordinal) || type.Name.EndsWith("Import", StringComparison.Ordinal)))
            .Where(type => type.Namespace!.StartsWith("SimConsole.", StringComparison.Ordinal))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => !method.IsSpecialName && method.Name != "Dispose")

            // Whoever hands over his transaction has decided already.
            .Where(method => method.GetParameters().All(parameter => parameter.ParameterType != typeof(SimConsoleDb)))
            .ToList();
        var unnamed = operations.Where(method => !named.Contains(Name(method)))
            .Where(method => method.GetParameters().Any(parameter => parameter.ParameterType == typeof(Caller)) || !Reads.Any(read => method.Name.StartsWith(read, StringComparison.Ordinal)));
        Assert.Empty(unnamed.Select(Name));
        Assert.Empty(named.Except(operations.Select(Name)));
    }

    [Fact]
    public async Task Every_page_endpoint_and_hub_names_its_permission()
    {
        await using var console = await ServedConsole.StartAsync();
        var unnamed = console.Get<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<NeedsAttribute>() is null)
            .Select(endpoint => endpoint.RoutePattern.RawText!.TrimStart('/'))
            .Where(path => !path.StartsWith('_') && !path.Contains('.', StringComparison.Ordinal))
            .Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                // What is for everybody, or for everybody who has signed in: nothing of it shows a Sim or changes one.
                "api-services/v1/auth/token", "backchannel-logout", "callback-bench/{name}", "first-password", "health", "health/live", "health/ready", "invitation", "metrics", "not-found", "second-factor", "second-factor/app", "second-factor/confirm", "second-factor/confirm/options",
                "second-factor/passkey", "second-factor/passkey/options", "settings", "sign-in", "sign-in/openid", "sign-in/openid/confirm", "sign-in/openid/confirmed", "sign-in/passkey", "sign-in/second-factor", "sign-in/second-factor/passkey", "sign-out", "swagger-ui/{**path}", "v1/{**path}", "{**path:file}",
            ],
            unnamed.Where(path => path.Length > 0));
    }

    [Fact]
    public void A_permission_reads_as_two_words_and_back()
    {
        Assert.Equal(
            "sims.read, sims.write, sims.bulk, fleets.write, loss.report, loss.release, commands.send, callbacks.manage, network.manage, import, export, keys.manage, people.manage, audit.read",
            PermissionSets.All.Words());
        Assert.All(PermissionSets.Each, permission => Assert.Equal(permission, PermissionSets.Parse(permission.Words())));
        Assert.Null(PermissionSets.Parse("sims.eat"));
        Assert.Equal(PermissionSets.All, Role.Administrator.May());
    }

    /// <summary>Why an operation lacks a permission; null where it goes on. The service has nothing to work with: what goes on, fails.</summary>
    private static async Task<string?> RefusalAsync(string operation, Caller caller)
    {
        var (service, name) = (operation.Split('.')[0], operation.Split('.')[1]);
        var type = typeof(Sim).Assembly.GetTypes().Single(type => type.Name == service);
        var method = type.GetMethods().Single(method => method.Name == name && method.GetParameters().Any(parameter => parameter.ParameterType == typeof(Caller)));
        try
        {
            var task = (Task)method.Invoke(RuntimeHelpers.GetUninitializedObject(type), [.. method.GetParameters().Select(parameter => Argument(parameter.ParameterType, caller))])!;
            await task;
            var result = task.GetType().GetProperty(nameof(Task<object>.Result))!.GetValue(task);
            var refusal = result as Refusal ?? result?.GetType().GetProperty("Refusal")?.GetValue(result) as Refusal;
            return refusal?.Code == ErrorCodes.NotPermitted && refusal.Message.Contains("lacks the permission", StringComparison.Ordinal) ? refusal.Message : null;
        }
        catch (Exception exception) when (exception is NullReferenceException or ArgumentNullException or TargetInvocationException { InnerException: NullReferenceException or ArgumentNullException })
        {
            return null;
        }
    }

    private static object? Argument(Type type, Caller caller) =>
        type == typeof(Caller) ? caller : type.IsValueType ? Activator.CreateInstance(type) : null;

    private static string Of<T>(string method) => $"{typeof(T).Name}.{method}";

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";
}
