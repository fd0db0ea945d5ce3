using SimConsole.Sims;

namespace SimConsole.Tests.Sims;

/// <summary>A search looks at the newest matches first; what it shows is what looking at all of them would show.</summary>
public sealed class SearchTests : IAsyncLifetime
{
    private TestConsole _console = null!;
    private List<SimRow> _all = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync();
        await _console.Get<SimConsole.Inventory.Sample.SampleData>().FillAsync(2_500, null, Token);
        _all = [.. await _console.SimReader.ListAsync(new SimQuery(), 0, 5_000, Token)];
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    public static TheoryData<string, SimStatus?, SimSort, bool, int> Searches()
    {
        var data = new TheoryData<string, SimStatus?, SimSort, bool, int>();
        foreach (var term in new[] { "8988", "0009", "meter", "METER", "0002499", "9", "88", "%%%", "nothing" })
        {
            foreach (var status in new SimStatus?[] { null, SimStatus.New, SimStatus.Ready })
            {
                data.Add(term, status, SimSort.Created, true, 0);
                data.Add(term, status, SimSort.Created, true, 1_200);
                data.Add(term, status, SimSort.Created, false, 0);
                data.Add(term, status, SimSort.Name, false, 20);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Searches))]
    public async Task It_finds_exactly_what_holds_the_term(string term, SimStatus? status, SimSort sort, bool descending, int skip)
    {
        var matches = _all.Where(s => status is null || s.Status == status)
            .Where(s => new[] { s.Iccid, s.UniqueName, s.Imsi, s.Sid }.Any(text => text?.Contains(term, StringComparison.OrdinalIgnoreCase) == true))
            .ToList();
        var expected = (sort, descending) switch
        {
            (SimSort.Created, true) => matches.OrderByDescending(s => s.Id),
            (SimSort.Created, false) => matches.OrderBy(s => s.Id),
            _ => matches.OrderBy(s => s.UniqueName, StringComparer.Ordinal).ThenBy(s => s.Id),
        };
        var query = new SimQuery { Search = term, Status = status, Sort = sort, Descending = descending };

        Assert.Equal(expected.Skip(skip).Take(50).Select(s => s.Id), (await _console.SimReader.ListAsync(query, skip, 50, Token)).Select(s => s.Id));
        Assert.Equal(matches.Count, await _console.SimReader.CountAsync(query, Token));
    }
}
