using SimConsole.Data;

namespace SimConsole.Tests.Kernel;

public sealed class ActorTests
{
    [Fact]
    public void A_name_too_long_for_the_record_is_cut() =>
        Assert.Equal(new string('x', Actor.NameLength), new Actor(new string('x', Actor.NameLength + 1), OrderSource.Api).Name);
}
