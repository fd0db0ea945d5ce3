using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using SimConsole.Data;

namespace SimConsole.Tests.Kernel;

public sealed class ClockTests
{
    private static readonly DateTimeOffset Odd = new DateTimeOffset(2026, 3, 1, 12, 30, 15, 678, TimeSpan.Zero).AddTicks(9_999);

    [Fact]
    public void Now_is_utc_and_whole_milliseconds()
    {
        var now = new FakeTimeProvider(Odd).Now();

        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 30, 15, 678, TimeSpan.Zero), now);
        Assert.Equal((TimeSpan.Zero, 0L), (now.Offset, now.Ticks % TimeSpan.TicksPerMillisecond));
    }

    [Fact]
    public async Task What_is_written_equals_what_is_read()
    {
        await using var console = await TestConsole.StartAsync();
        console.Time.SetUtcNow(Odd);
        var fleet = await console.AddFleetAsync("fleet");

        await using var db = console.OpenDb();
        Assert.Equal(fleet.CreatedAt, (await db.Fleets.SingleAsync(TestContext.Current.CancellationToken)).CreatedAt);
    }
}
