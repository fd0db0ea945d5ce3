using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SimConsole.BulkChanges;
using SimConsole.Fleets;
using SimConsole.LossReports;
using SimConsole.StatusChanges;

namespace SimConsole.Tests.Data;

/// <summary>What the start page reads is found by an index, however many Sims and changes there are.</summary>
public sealed class QueryPlanTests : IAsyncLifetime
{
    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync();
        Assert.SkipUnless(_console.Database.Provider == "Sqlite", "The words of a plan are those of SQLite.");
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task Sims_are_counted_in_an_index() => Assert.Equal(
        ["SCAN s USING COVERING INDEX IX_Sims_FleetId_Status"],
        await PlanAsync(() => _console.Get<FleetService>().CountEverythingAsync(Token)));

    [Fact]
    public async Task Open_changes_are_counted_in_the_index_of_open_changes() => Assert.Equal(
        ["SCAN s USING INDEX IX_StatusChanges_Due", "SCAN s USING INDEX IX_StatusChanges_Repairs"],
        await PlanAsync(() => _console.Get<StatusChangeReader>().OpenAsync(Token)));

    [Fact]
    public async Task Failures_are_found_in_the_index_of_failures()
    {
        var plan = await PlanAsync(() => _console.Get<StatusChangeReader>().FailedAsync(_console.Time.GetUtcNow().AddDays(-1), 0, Token));
        Assert.Equal(2, plan.Count(step => step.Contains("INDEX IX_StatusChanges_Failures (EndedAt>?)", StringComparison.Ordinal)));
        Assert.DoesNotContain(plan, step => step is "SCAN s" or "SCAN s0");
        Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Held_sims_are_found_in_the_index_of_held_sims() => Assert.Equal(
        ["SEARCH s USING INDEX IX_Sims_HeldByReportId (HeldByReportId>?)"],
        await PlanAsync(() => _console.Get<LossReportReader>().HoldAsync(5, Token)));

    /// <summary>The changes of a Sim are found by the Sim: there may be very many of others.</summary>
    [Fact]
    public async Task The_sims_of_a_report_or_of_a_bulk_change_do_not_read_the_changes_of_others()
    {
        var bulk = new BulkChange { Selection = "x", RequestedBy = "x" };
        Func<Task>[] reads =
        [
            () => _console.Get<LossReportReader>().SimsAsync(1, 0, 50, Token),
            () => _console.Get<LossReportReader>().SimsBeforeAsync(1, null, 50, Token),
            () => _console.Get<BulkChangeReader>().SimsAfterAsync(bulk, null, 0, 50, Token),
            () => _console.Get<BulkChangeReader>().SimsBeforeAsync(bulk, BulkChangeResult.Failed, null, 50, Token),
        ];
        foreach (var read in reads)
        {
            // A page of rows that was found before is gone through; a table is not.
            var plan = await PlanAsync(read);
            Assert.DoesNotContain(plan, step => step.StartsWith("SCAN ", StringComparison.Ordinal) && !plan.Contains($"CO-ROUTINE {step[5..]}") && !plan.Contains($"MATERIALIZE {step[5..]}"));
        }
    }

    /// <summary>What SQLite says of each statement that a reading sends.</summary>
    private async Task<List<string>> PlanAsync(Func<Task> read)
    {
        var statements = new Statements();
        using (DiagnosticListener.AllListeners.Subscribe(statements))
        {
            await read();
        }

        await using var db = _console.OpenDb();
        await db.Database.OpenConnectionAsync(Token);
        var plan = new List<string>();
        foreach (var (text, parameters) in statements.SentTo(_console.Database.ConnectionString))
        {
            await using var explain = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // It is the console's own statement.
            explain.CommandText = $"EXPLAIN QUERY PLAN {text}";
#pragma warning restore CA2100
            foreach (var (name, value) in parameters)
            {
                var parameter = explain.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                explain.Parameters.Add(parameter);
            }

            await using var steps = await explain.ExecuteReaderAsync(Token);
            while (await steps.ReadAsync(Token))
            {
                plan.Add(steps.GetString(3));
            }
        }

        return plan;
    }

    private sealed record Statement(string Database, string Text, (string Name, object? Value)[] Parameters);

    /// <summary>Listens to every statement of the process; other tests send theirs meanwhile.</summary>
    private sealed class Statements : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        private readonly List<Statement> _sent = [];

        public IReadOnlyList<(string Text, (string Name, object? Value)[] Parameters)> SentTo(string connectionString)
        {
            var database = new DbConnectionStringBuilder { ConnectionString = connectionString }["Data Source"].ToString();
            lock (_sent)
            {
                return [.. _sent.Where(s => s.Database == database).Select(s => (s.Text, s.Parameters))];
            }
        }

        public void OnNext(DiagnosticListener listener)
        {
            if (listener.Name == DbLoggerCategory.Name)
            {
                listener.Subscribe(this);
            }
        }

        public void OnNext(KeyValuePair<string, object?> happened)
        {
            if (happened.Value is CommandEventData { Command: var command } && happened.Key == RelationalEventId.CommandExecuting.Name)
            {
                lock (_sent)
                {
                    _sent.Add(new Statement(
                        command.Connection!.DataSource, command.CommandText, [.. command.Parameters.Cast<DbParameter>().Select(p => (p.ParameterName, p.Value))]));
                }
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
