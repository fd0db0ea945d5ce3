using SimConsole.Work;

namespace SimConsole.Tests.Work;

public sealed class BackOffTests
{
    [Fact]
    public void A_wait_doubles_until_it_is_as_long_as_it_may_be()
    {
        var wait = new BackOff(TimeSpan.FromSeconds(30));
        Assert.Equal([1, 1, 2, 4, 8, 16, 30, 30, 30], new[] { 0, 1, 2, 3, 4, 5, 6, 7, int.MaxValue }.Select(attempts => wait.After(attempts).TotalSeconds));
    }
}
