using Microsoft.EntityFrameworkCore;
using SimConsole.Accounts;
using SimConsole.Tests.Processes;

namespace SimConsole.Tests.Data;

/// <summary>Several who start at once on a database that is not there yet.</summary>
public sealed class StartTogetherTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_those_who_set_it_up_at_once_one_creates_the_account_and_all_have_it()
    {
        for (var times = 0; times < 20; times++)
        {
            await using var database = TestDatabase.Missing();
            var consoles = Enumerable.Range(0, 2).Select(_ => TestConsole.StartOn(database)).ToList();

            var made = await Task.WhenAll(consoles.Select(console => Task.Run(console.SetUpAsync, Token)));

            Assert.Single(made, first => first);
            Assert.Single(consoles.Select(console => (console.Get<AccountService>().Sid, console.Get<AccountService>().AuthToken)).Distinct());
            foreach (var console in consoles)
            {
                await console.DisposeAsync();
            }

            await using var db = database.Open();
            Assert.Equal(1, await db.Accounts.CountAsync(Token));
        }
    }

    [Fact]
    public async Task Programs_that_start_at_once_all_serve_with_one_person_and_one_account()
    {
        await using var database = TestDatabase.Missing();
        var programs = Enumerable.Range(0, 2).Select(_ => ConsoleProcess.Start(database)).ToList();
        try
        {
            foreach (var program in programs)
            {
                await program.ServesAsync();
            }

            await using var db = database.Open();
            Assert.Equal((1, 1), (await db.Accounts.CountAsync(Token), await db.Users.CountAsync(Token)));
            await Wait.UntilAsync(() => programs.Count(program => program.Output.Contains("Sign in as", StringComparison.Ordinal)) == 1);
        }
        finally
        {
            programs.ForEach(program => program.Dispose());
        }
    }
}
