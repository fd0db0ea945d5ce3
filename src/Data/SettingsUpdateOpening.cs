using SimConsole.SettingsUpdates;
using SimConsole.Sims;

namespace SimConsole.Data;

/// <summary>What is the same in every database when settings updates are opened for many Sims.</summary>
internal static class SettingsUpdateOpening
{
    /// <summary>The columns that a new update has.</summary>
    public const string Columns = """("Sid", "SimId", "State", "CreatedAt", "UpdatedAt", "DueAt", "SecondsLeft", "Attempts")""";

    /// <summary>
    /// The values after the SID of a new update, for the Sim <c>s</c>; the placeholders 1 and 2 are its time and the seconds for which it may be tried.
    /// </summary>
    public static readonly string Values = $$"""s."Id", {{(int)SettingsUpdateState.Scheduled}}, {1}, {1}, {1}, {2}, 0""";

    /// <summary>
    /// The Sims <c>s</c> that may connect, or are about to, if the network has not been told what the profile <c>p</c> now allows and no waiting update will
    /// tell it.
    /// </summary>
    public static readonly string Condition =
        $"""
        s."Status" IN ({(int)SimStatus.Ready}, {(int)SimStatus.Active}, {(int)SimStatus.Scheduled})
        AND NOT EXISTS (
            SELECT 1 FROM "SettingsUpdates" AS u
            WHERE u."Id" = (SELECT MAX(l."Id") FROM "SettingsUpdates" AS l WHERE l."SimId" = s."Id")
            AND u."State" <> {(int)SettingsUpdateState.Failed}
            AND (u."Revision" IS NULL OR (u."NetworkAccessProfileId" = p."Id" AND u."Revision" = p."Revision")))
        """;
}
