using System.Reflection;

namespace SimConsole.Audit;

/// <summary>What can be done, in the words of the audit: the noun, a dot, and what was done to it. They are stored: never change one.</summary>
public static class AuditKinds
{
    public const string SimUpdated = "sim.updated";
    public const string StatusChangeWithdrawn = "status-change.withdrawn";
    public const string SimRegistered = "sim.registered";
    public const string ViewSaved = "view.saved";
    public const string ViewRemoved = "view.removed";
    public const string CardsImported = "cards.imported";
    public const string ImportOrdered = "import.ordered";
    public const string ImportPaused = "import.paused";
    public const string ImportResumed = "import.resumed";
    public const string ImportStopped = "import.stopped";
    public const string AccountImported = "account.imported";
    public const string ESimProfileOrdered = "esim-profile.ordered";
    public const string ComparisonAsked = "comparison.asked";
    public const string DriftSwitchedOn = "drift.switched-on";
    public const string BulkChangePreviewed = "bulk-change.previewed";
    public const string BulkChangeOrdered = "bulk-change.ordered";
    public const string BulkChangePaused = "bulk-change.paused";
    public const string BulkChangeResumed = "bulk-change.resumed";
    public const string BulkChangeCancelled = "bulk-change.cancelled";
    public const string PlannedChangeOrdered = "planned-change.ordered";
    public const string PlannedChangePaused = "planned-change.paused";
    public const string PlannedChangeResumed = "planned-change.resumed";
    public const string PlannedChangeCancelled = "planned-change.cancelled";
    public const string FleetCreated = "fleet.created";
    public const string FleetUpdated = "fleet.updated";
    public const string LossReported = "loss.reported";
    public const string LossOrderedAgain = "loss.ordered-again";
    public const string LossReleased = "loss.released";
    public const string CommandSent = "command.sent";
    public const string CallbackSentAgain = "callback.sent-again";
    public const string ReceiverSecretMade = "receiver-secret.made";
    public const string ReceiverSecretEnded = "receiver-secret.ended";
    public const string ProfileCreated = "network-access-profile.created";
    public const string ProfileRenamed = "network-access-profile.renamed";
    public const string ProfileNetworkAdded = "network-access-profile.network-added";
    public const string ProfileNetworkRemoved = "network-access-profile.network-removed";
    public const string SimulationChanged = "simulation.changed";
    public const string ListExported = "list.exported";
    public const string BackupMade = "backup.made";
    public const string BackupRestored = "backup.restored";
    public const string KeysRotated = "keys.rotated";
    public const string AuditArchived = "audit.archived";
    public const string ApiKeyCreated = "api-key.created";
    public const string ApiKeyRevoked = "api-key.revoked";
    public const string ApiKeyRenewed = "api-key.renewed";
    public const string ApiKeyFormerEnded = "api-key.former-secret-ended";
    public const string AccountTokenAdded = "account-token.added";
    public const string AccountTokenPromoted = "account-token.promoted";
    public const string AccountTokenEnded = "account-token.ended";
    public const string AccountTokenOff = "account-token.switched-off";
    public const string AccountTokenOn = "account-token.switched-on";
    public const string WebhookSecretCreated = "webhook-secret.created";
    public const string WebhookSecretActivated = "webhook-secret.activated";
    public const string PersonInvited = "person.invited";
    public const string InvitationWithdrawn = "invitation.withdrawn";
    public const string PersonJoined = "person.joined";
    public const string PersonRoleChanged = "person.role-changed";
    public const string PersonClockChanged = "person.clock-changed";
    public const string NoticesRead = "notices.read";
    public const string PersonLimited = "person.limited";
    public const string PersonSuspended = "person.suspended";
    public const string PersonResumed = "person.resumed";
    public const string PersonRemoved = "person.removed";
    public const string PersonReset = "person.reset";
    public const string PersonFactorReset = "person.factor-reset";
    public const string FactorAdded = "second-factor.added";
    public const string FactorRemoved = "second-factor.removed";
    public const string RecoveryCodesMade = "recovery-codes.made";
    public const string PasswordChanged = "password.changed";
    public const string SessionBegun = "session.begun";
    public const string SessionEnded = "session.ended";
    public const string SignInFailed = "sign-in.failed";
    public const string CredentialsRefused = "credentials.refused";

    /// <summary>All of them, in the order in which they are written here.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. typeof(AuditKinds).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];

    /// <summary>The place of a kind among <see cref="All"/>, or null.</summary>
    public static int? Parse(string word) => All.Index().Where(kind => kind.Item == word).Select(kind => (int?)kind.Index).FirstOrDefault();
}
