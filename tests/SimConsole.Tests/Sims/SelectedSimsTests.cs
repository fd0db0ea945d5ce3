using SimConsole.Sims;

namespace SimConsole.Tests.Sims;

public sealed class SelectedSimsTests
{
    private static readonly SimQuery Active = new() { Statuses = [SimStatus.Active] };

    private readonly SelectedSims _selected = new();

    [Fact]
    public void Nothing_is_selected_at_first()
    {
        Assert.Null(_selected.Selection);
        Assert.Equal(0, _selected.Count(1_000));
    }

    [Fact]
    public void Ticks_are_a_set_of_ids()
    {
        _selected.Set(1, true);
        _selected.Set(2, true);
        _selected.Set(2, true);
        _selected.Set(1, false);

        Assert.Equal([2L], Assert.IsType<SimSelection.Chosen>(_selected.Selection).SimIds);
        Assert.Equal(1, _selected.Count(null));
        Assert.True(_selected.Contains(2));
        Assert.False(_selected.Contains(1));
    }

    [Fact]
    public void Everything_that_matches_is_the_filter_but_for_what_is_taken_out()
    {
        _selected.Set(1, true);
        _selected.SelectEverything(Active);
        _selected.Set(7, false);
        _selected.Set(8, false);
        _selected.Set(8, true);

        var matching = Assert.IsType<SimSelection.Matching>(_selected.Selection);
        Assert.Equal(Active, matching.Query);
        Assert.Equal([7L], matching.Except);
        Assert.Equal(999_999, _selected.Count(1_000_000));
        Assert.Null(_selected.Count(null));
        Assert.True(_selected.Contains(12_345));
    }

    [Fact]
    public void Paging_and_sorting_keep_it()
    {
        _selected.SelectEverything(Active);
        _selected.Show(Active with { Sort = SimSort.Name, Descending = false });
        Assert.True(_selected.IsEverything);
    }

    [Fact]
    public void Another_filter_ends_everything_and_keeps_ticks()
    {
        _selected.SelectEverything(Active);
        _selected.Show(new SimQuery());
        Assert.Null(_selected.Selection);

        _selected.Set(1, true);
        _selected.Show(Active);
        Assert.NotNull(_selected.Selection);
    }

    [Theory]
    [InlineData(null, null, 0, "all SIMs")]
    [InlineData("active", null, 1, "all active SIMs except 1")]
    [InlineData(null, "", 0, "all SIMs without a Fleet")]
    [InlineData("new", "meters", 0, "all new SIMs of the Fleet meters")]
    public void A_selection_says_what_it_is(string? status, string? fleet, int except, string says) =>
        Assert.Equal(says, new SimSelection.Matching(new SimQuery { Statuses = SimStatuses.Parse(status) is { } only ? [only] : [], Fleets = fleet is null ? [] : [fleet] }, [.. Enumerable.Range(1, except).Select(i => (long)i)]).Says);
}
