using Microsoft.EntityFrameworkCore;
using SimConsole.Sims;

namespace SimConsole.Tests.Sims;

/// <summary>A search looks at the newest matches first; what it shows is what looking at all of them would show.</summary>
public sealed class SearchTests(SearchTests.Searched searched) : IClassFixture<SearchTests.Searched>
{
    private static readonly string[] Names = ["x", "Zug 7 \"Nord\"", "it's_one", "Kühlgerät-é", "a🚚b🚚c", "***-AND-***"];

    /// <summary>Of each length around that of the pieces in the index, in all Sims, in some, in one and in none, and of every kind of character.</summary>
    private static readonly string[] Terms =
    [
        "8988", "0009", "meter", "METER", "0002499", "9", "88", "898", "249", "0019", "89883", "8988307009000002499", "nothing", "%%%", "%",
        "7 \"N", "\"Nord\"", "t's_", "s_o", "sXo", "ühl", "ÜHL", "t-é", "🚚b🚚", "a🚚b", "🚚c", "***", "** AND", "AND", "888\n988", "8\0988",
    ];

    public static TheoryData<string, SimStatus?, SimSort, bool, int> Searches()
    {
        var data = new TheoryData<string, SimStatus?, SimSort, bool, int>();
        foreach (var term in Terms)
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
        var matches = searched.All.Where(s => status is null || s.Status == status)
            .Where(s => new[] { s.Iccid, s.UniqueName, s.Imsi, s.Sid }.Any(text => text is not null && Folded(text).Contains(Folded(term), StringComparison.Ordinal)))
            .ToList();
        var expected = (sort, descending) switch
        {
            (SimSort.Created, true) => matches.OrderByDescending(s => s.Id),
            (SimSort.Created, false) => matches.OrderBy(s => s.Id),
            _ => matches.OrderBy(s => s.UniqueName, StringComparer.Ordinal).ThenBy(s => s.Id),
        };
        var query = new SimQuery { Search = term, Statuses = status is { } only ? [only] : [], Sort = sort, Descending = descending };

        Assert.Equal(expected.Skip(skip).Take(50).Select(s => s.Id), (await searched.Console.SimReader.ListAsync(query, skip, 50, FleetScope.All, TestContext.Current.CancellationToken)).Select(s => s.Id));
        Assert.Equal(matches.Count, await searched.Console.SimReader.CountAsync(query, FleetScope.All, TestContext.Current.CancellationToken));
    }

    /// <summary>SQLite takes only the letters of ASCII for the same in upper and lower case.</summary>
    private static string Folded(string text) => string.Concat(text.Select(c => char.IsAscii(c) ? char.ToLowerInvariant(c) : c));

    /// <summary>Sims of the sample, some with names that nobody expects; all tests only read them.</summary>
    public sealed class Searched : IAsyncLifetime
    {
        public TestConsole Console { get; private set; } = null!;

        public IReadOnlyList<SimRow> All { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Console = await TestConsole.StartAsync();
            await Console.Get<SimConsole.Host.Sample.SampleData>().FillAsync(2_500, null, CancellationToken.None);
            await using var db = Console.OpenDb();
            foreach (var (at, name) in Names.Index())
            {
                await db.Sims.Where(s => s.Id == at + 1).ExecuteUpdateAsync(set => set.SetProperty(s => s.UniqueName, name), CancellationToken.None);
            }

            All = await Console.SimReader.ListAsync(new SimQuery(), 0, 5_000, FleetScope.All, CancellationToken.None);
        }

        public ValueTask DisposeAsync() => Console.DisposeAsync();
    }
}
