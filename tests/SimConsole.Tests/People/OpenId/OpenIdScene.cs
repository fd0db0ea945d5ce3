using System.Net;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.People;
using SimConsole.Sessions;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.People.OpenId;

/// <summary>A console and the provider by which people sign in to it.</summary>
internal sealed class OpenIdScene(IdentityProvider provider, ServedConsole console, LogOfTest log, string pathBase) : IAsyncDisposable
{
    public static readonly ProviderUser Ann = new("a1b2", "ann", "everybody", "admins");

    public IdentityProvider Provider { get; } = provider;

    public ServedConsole Console { get; } = console;

    /// <summary>What the console has logged of sign-ins by the provider.</summary>
    public LogOfTest Log { get; } = log;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<OpenIdScene> StartAsync(params (string Key, string Value)[] settings) => StartAsync(_ => { }, "", settings);

    /// <param name="pathBase">Below which path the console is, by what its services say; empty for none.</param>
    public static async Task<OpenIdScene> StartAsync(Action<IServiceCollection> services, string pathBase, params (string Key, string Value)[] settings)
    {
        var provider = await IdentityProvider.StartAsync();
        provider.AtOnce = Ann;
        var log = new LogOfTest();
        var console = await ServedConsole.StartAsync(
            own =>
            {
                log.Add(own);

                // However slow this machine is.
                own.PostConfigure<OpenIdConnectOptions>(OpenIdConnectDefaults.AuthenticationScheme, handler =>
                {
                    handler.BackchannelTimeout = Wait.Limit;
                    handler.Backchannel?.Timeout = Wait.Limit;
                });
                services(own);
            },
            [.. provider.Settings, ("Logging:LogLevel:SimConsole.People.OpenId", "Warning"), .. settings]);
        await provider.RegisterAsync(console.Address.GetLeftPart(UriPartial.Authority) + pathBase);
        return new OpenIdScene(provider, console, log, pathBase);
    }

    /// <summary>Somebody's browser.</summary>
    public Visitor Visitor() => new(Console);

    /// <summary>Goes to the provider and back. Returns where that ended, and what is shown there.</summary>
    public Task<Shown> SignInAsync(Visitor visitor, string returnUrl = "/sims") =>
        FollowAsync(visitor, new Uri(Console.Address, $"{pathBase}/sign-in/openid?returnUrl={Uri.EscapeDataString(returnUrl)}"));

    /// <summary>Opens an address, and goes wherever it leads.</summary>
    public async Task<Shown> FollowAsync(Visitor visitor, Uri address)
    {
        address = new Uri(Console.Address, address);
        for (var steps = 0; steps < 12; steps++)
        {
            using var answer = await visitor.GetAsync(address.ToString());
            if (answer.Headers.Location is not { } location)
            {
                return new Shown(address, answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Token)));
            }

            address = new Uri(address, location);
        }

        throw new InvalidOperationException($"It leads on and on, lately to {address}.");
    }

    /// <summary>Comes as a user of the provider, and must get in.</summary>
    public async Task<Visitor> ComeAsync(ProviderUser user)
    {
        Provider.AtOnce = user;
        var visitor = Visitor();
        var shown = await SignInAsync(visitor);
        Assert.True(shown.Status == HttpStatusCode.OK && shown.Address.AbsolutePath == $"{pathBase}/sims", $"{shown.Address}: {Log}");
        return visitor;
    }

    public async Task<Person?> PersonAsync(string name)
    {
        await using var db = await Console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        return await db.Users.AsNoTracking().SingleOrDefaultAsync(person => person.UserName == name, Token);
    }

    /// <summary>The session that was begun last.</summary>
    public async Task<Session> SessionAsync()
    {
        await using var db = await Console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        return await db.Sessions.AsNoTracking().OrderByDescending(session => session.Id).FirstAsync(Token);
    }

    /// <summary>What the audit says of a kind, the latest last.</summary>
    public async Task<AuditEntry[]> AuditAsync(string kind)
    {
        await Console.Get<FailedSignIns>().WriteAsync();
        await using var db = await Console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        return await db.AuditEntries.AsNoTracking().Where(entry => entry.Kind == kind).OrderBy(entry => entry.Id).ToArrayAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Console.DisposeAsync();
        await Provider.DisposeAsync();
    }
}

/// <summary>Where a browser has ended.</summary>
internal sealed record Shown(Uri Address, HttpStatusCode Status, string Text)
{
    /// <summary>That it is the sign-in page, with this in its sentence.</summary>
    public void IsRefused(string sentence)
    {
        Assert.EndsWith("/sign-in", Address.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, Status);
        Assert.Contains(sentence, Text, StringComparison.Ordinal);
        Assert.Contains("role=\"alert\"", Text, StringComparison.Ordinal);
    }
}
