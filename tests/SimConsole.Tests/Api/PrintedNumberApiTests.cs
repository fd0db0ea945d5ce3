using System.Net;
using SimConsole.Sims;

namespace SimConsole.Tests.Api;

/// <summary>A card with a number that breaks the rule of check digits is a Sim as any other to who reports or changes it by list.</summary>
public sealed class PrintedNumberApiTests : IAsyncLifetime
{
    private static readonly string[] Cards = ["8944500612230417518", "89445006122304175557", "894450061223041759A7"];

    /// <summary>Each as somebody may write it, and one that is no Sim.</summary>
    private static readonly (string Name, string Value)[] List =
        [("Sims", "8944 5006 1223 0417 518"), ("Sims", "ICCID: 8944-5006-1223-0417-5557"), ("Sims", "old SIM 894450061223041759a7 stolen"), ("Sims", "89445006122304175558")];

    private ServedConsole _console = null!;

    public async ValueTask InitializeAsync()
    {
        _console = await ServedConsole.StartAsync(ServedConsole.WithoutWorkers);
        foreach (var iccid in Cards)
        {
            Assert.NotNull(Iccid.Fault(iccid));
            await _console.AddSimAsync(iccid, SimStatus.Active);
        }
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task It_is_reported_lost_by_any_spelling_and_a_number_that_is_no_sim_has_the_digit_expected()
    {
        var report = await _console.PostAsync("/v1/LossReports", HttpStatusCode.OK, [("Kind", "stolen"), ("Preview", "true"), .. List]);
        var line = Assert.Single(report.GetProperty("unusable").EnumerateArray());
        Assert.Contains($"{Iccid.CheckDigit("8944500612230417555")} is expected at its end", line.Text("message"), StringComparison.Ordinal);

        await _console.PostAsync("/v1/LossReports", HttpStatusCode.Created, [("Kind", "stolen"), .. List]);
        Assert.Equal(3, (await _console.GetAsync("/v1/Sims?WhereHeld=true")).GetProperty("sims").GetArrayLength());
    }

    [Fact]
    public async Task It_is_changed_by_any_spelling()
    {
        var bulk = await _console.PostAsync("/v1/BulkChanges", HttpStatusCode.Created, [("Status", "inactive"), .. List]);
        Assert.Equal((3, 1), (bulk.GetProperty("counts").GetProperty("selected").GetInt32(), bulk.GetProperty("lines").GetProperty("unreadable").GetInt32()));
    }
}
