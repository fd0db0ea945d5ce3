using Microsoft.Extensions.Time.Testing;
using SimConsole.NetworkAuthorities.SuperSim;

namespace SimConsole.Tests.NetworkAuthorities.SuperSim;

/// <summary>A host that has asked to be left alone, with a clock that the test moves.</summary>
public sealed class HoldTests
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Hold _hold;

    public HoldTests() => _hold = new Hold(_time, First);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_wait_until_it_is_over_also_where_it_grows_meanwhile()
    {
        Refuse(TimeSpan.FromSeconds(3));
        var waiting = Enumerable.Range(0, 20).Select(_ => _hold.PassAsync(TimeSpan.FromSeconds(10), Token)).ToList();

        _time.Advance(TimeSpan.FromSeconds(2));
        Refuse(TimeSpan.FromSeconds(4));
        Refuse(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(4), _hold.Now!.Left);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.All(waiting, one => Assert.False(one.IsCompleted));
        _time.Advance(TimeSpan.FromSeconds(3));

        await Task.WhenAll(waiting);
        Assert.Null(_hold.Now);
    }

    [Fact]
    public async Task Who_would_wait_for_too_long_is_told_until_when()
    {
        Refuse(TimeSpan.FromSeconds(61));
        var refused = await Assert.ThrowsAsync<HeldBackException>(() => _hold.PassAsync(TimeSpan.FromSeconds(60), Token));
        Assert.Equal("It wants to be asked nothing before 12:01:01 UTC: too many requests (429).", refused.Message);
    }

    [Theory]
    [InlineData(3_600)]
    [InlineData(3_601)]
    [InlineData(31_536_000)]
    public void Nobody_is_left_alone_for_more_than_an_hour(int seconds)
    {
        Refuse(TimeSpan.FromSeconds(seconds));
        Assert.Equal(Hold.Longest, _hold.Now!.Left);
    }

    [Fact]
    public void Who_says_no_time_gets_twice_as_much_each_time_however_many_are_refused_at_once()
    {
        foreach (var wait in new[] { 0.25, 0.5, 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            var sent = _time.GetTimestamp();
            _time.Advance(TimeSpan.FromMilliseconds(1));
            foreach (var after in new TimeSpan?[] { null, TimeSpan.Zero, TimeSpan.FromSeconds(-5), null })
            {
                _hold.Refused(after, "too many requests (429)", sent);
            }

            Assert.Equal(TimeSpan.FromSeconds(wait), _hold.Now!.Left);
            _time.Advance(TimeSpan.FromSeconds(wait));
            _hold.Answered(sent);
        }

        _hold.Answered(_time.GetTimestamp());
        Refuse(null);
        Assert.Equal(First, _hold.Now!.Left);
    }

    private void Refuse(TimeSpan? after) => _hold.Refused(after, "too many requests (429)", _time.GetTimestamp());
}
