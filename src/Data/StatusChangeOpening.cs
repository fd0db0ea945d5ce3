using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Data;

/// <summary>What a provider needs to know to open a change of status for many Sims with few statements.</summary>
/// <param name="Row">The values of each new row of <see cref="StatusChange"/>, except its key, its Sim and the status of that Sim.</param>
/// <param name="Steps">The statuses from which the step may be taken. Nothing is opened for a Sim that has another.</param>
internal sealed record StatusChangeOpening(StatusChange Row, IReadOnlyList<OpeningStep> Steps)
{
    /// <summary>The condition, in SQL that both providers read, under which the Sim <c>s</c> may take the step.</summary>
    public string Condition => (Row.ToStatus.MayConnect() ? "s.\"HeldByReportId\" IS NULL AND " : "") + $"({AnyStep})";

    private string AnyStep => string.Join(" OR ", Steps.Select(step =>
        $"s.\"Status\" = {(int)step.From}{(step.NeedsFleet ? " AND s.\"FleetId\" IS NOT NULL" : "")}"));

    /// <summary>
    /// The columns of a new row and the SQL that fills each: <paramref name="simId"/> and <paramref name="fromStatus"/> where those belong, <c>NULL</c>, or a
    /// placeholder for one of the returned values, numbered from <paramref name="firstPlaceholder"/>.
    /// </summary>
    public (string Columns, string Values, IReadOnlyList<object> Parameters) NewRow(
        SimConsoleDb db, string simId, string fromStatus, int firstPlaceholder)
    {
        var table = new BulkTable<StatusChange>(db.Model, [Row]);
        var (columns, values, parameters) = (new List<string>(), new List<string>(), new List<object>());
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var column = table.Columns[i].Name;
            columns.Add($"\"{column}\"");
            values.Add(column switch
            {
                nameof(StatusChange.SimId) => simId,
                nameof(StatusChange.FromStatus) => fromStatus,
                _ when table.Value(Row, i) is DBNull => "NULL",
                _ => Placeholder(table.Value(Row, i)),
            });
        }

        return (string.Join(", ", columns), string.Join(", ", values), parameters);

        string Placeholder(object value)
        {
            parameters.Add(value);
            return $"{{{firstPlaceholder + parameters.Count - 1}}}";
        }
    }
}

/// <summary>A status that a Sim may have when a change is opened.</summary>
/// <param name="NeedsFleet">Whether it must be in a Fleet as well.</param>
internal sealed record OpeningStep(SimStatus From, bool NeedsFleet);

/// <summary>A Sim for which a change was opened.</summary>
/// <param name="Version">The version of the Sim after that.</param>
internal sealed record OpenedSim(long Id, string Sid, long Version);
