using System.Text;
using CsCheck;
using SimConsole.Live;
using SimConsole.Live.Bus;
using SimConsole.Sims;

namespace SimConsole.Tests.Live.Bus;

public sealed class BusMessageTests
{
    private static readonly Gen<SimChanged> Change = Gen.Select(Gen.Long[1, 40], Gen.Enum<SimStatus>(), Gen.Enum<SimStatus>(), Gen.Bool, Gen.Long[1, 9], Gen.Bool, (id, status, target, hasTarget, version, details) =>
        new SimChanged(id, $"HS{id:x32}", status, hasTarget ? target : null, DateTimeOffset.UnixEpoch.AddTicks(version), version, details));

    [Fact]
    public void What_is_written_is_read() => Gen.Select(Gen.Guid, Gen.Long[1, long.MaxValue], Gen.String[Gen.Char.AlphaNumeric, 0, 20].List[0, 3], Change.List[0, BusMessage.MostSims]).Sample((from, number, woken, sims) =>
    {
        var read = BusMessage.Read(new BusMessage(from, number, woken, sims).Write())!;
        Assert.Equal((from, number), (read.From, read.Number));
        Assert.Equal(woken, read.Woken);
        Assert.Equal(sims, read.Sims);
    });

    [Fact]
    public void The_longest_fits()
    {
        var sim = new SimChanged(long.MaxValue, $"HS{new string('f', 32)}", SimStatus.Scheduled, SimStatus.Inactive, DateTimeOffset.MaxValue.AddTicks(-1), long.MaxValue, true);
        var signals = typeof(Signal).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Signal))).Select(type => type.Name);

        var text = new BusMessage(Guid.AllBitsSet, long.MaxValue, [.. signals], [.. Enumerable.Repeat(sim, BusMessage.MostSims)]).Write();

        Assert.InRange(Encoding.UTF8.GetByteCount(text), BusMessage.MostSims, BusMessage.MostBytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"From\":\"x\"}")]
    [InlineData("hello")]
    public void What_is_none_is_read_as_none(string text) => Assert.Null(BusMessage.Read(text));

    [Fact]
    public void Of_each_sim_only_the_latest_is_sent_and_nothing_twice() => Change.List[0, 200].Sample(changes =>
    {
        var outbox = new Outbox();
        foreach (var some in changes.Chunk(7))
        {
            outbox.Add(some);
        }

        var sent = outbox.Take().Select(text => BusMessage.Read(text)!).ToList();

        var latest = changes.GroupBy(change => change.SimId).Select(of => of.Aggregate((earlier, later) => earlier.Then(later)));
        Assert.Equal(latest.OrderBy(change => change.SimId), sent.SelectMany(message => message.Sims).OrderBy(change => change.SimId));
        Assert.Equal(Enumerable.Range(1, sent.Count).Select(i => (long)i), sent.Select(message => message.Number));
        Assert.All(sent, message => Assert.True(message.Sims.Count <= BusMessage.MostSims));
        Assert.False(outbox.HasNews);
    });

    [Fact]
    public void What_does_not_fit_leaves_a_gap()
    {
        var outbox = new Outbox();
        var inbox = new SimConsole.Live.Bus.Inbox(Guid.NewGuid(), TimeProvider.System);
        Take();
        Assert.True(Take());

        outbox.Add([.. Enumerable.Range(1, Outbox.MostSims + 1).Select(id => new SimChanged(id, "HS", SimStatus.Active, null, DateTimeOffset.UnixEpoch, 1))]);

        Assert.False(Take());
        Assert.True(Take());
        outbox.Lost();
        Assert.False(Take());

        bool Take() => outbox.Take().Select(text => BusMessage.Read(text)!).Aggregate(true, (whole, message) => inbox.IsWhole(message) && whole);
    }
}
