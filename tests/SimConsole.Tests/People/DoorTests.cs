using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR.Client;
using SimConsole.Accounts;
using SimConsole.Live;
using SimConsole.People;
using SimConsole.Sims;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.People;

/// <summary>Permissions at each door: the API with keys, the pages with roles, the hub. What is asked for is made of what the console itself maps.</summary>
public sealed partial class DoorTests : IAsyncLifetime
{
    private ServedConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _console = await ServedConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public Task A_key_gets_into_an_endpoint_with_its_permission_and_into_none_without() =>
        OpensAsync(KeyAsync, permission => KeyAsync(PermissionSets.ForPrograms & ~permission), (_, _) => { });

    [Fact]
    public Task A_token_gets_into_an_endpoint_with_its_scope_and_into_none_without() => OpensAsync(
        permission => TokenAsync(PermissionSets.ForPrograms, permission),
        permission => TokenAsync(PermissionSets.ForPrograms, PermissionSets.ForPrograms & ~permission),
        SaysWhichScope);

    [Fact]
    public Task A_token_gets_into_no_endpoint_that_its_key_is_kept_from() =>
        OpensAsync(permission => TokenAsync(permission, permission), permission => TokenAsync(PermissionSets.ForPrograms & ~permission, PermissionSets.ForPrograms & ~permission), SaysWhichScope);

    private async Task OpensAsync(Func<Permissions, Task<HttpClient>> withIt, Func<Permissions, Task<HttpClient>> withoutIt, Action<HttpResponseMessage, Permissions> says)
    {
        foreach (var permission in PermissionSets.ForPrograms.Singly())
        {
            var with = await withIt(permission);
            var without = await withoutIt(permission);
            foreach (var (method, path) in Endpoints(permission))
            {
                using var let = await SendAsync(with, method, path);
                Assert.True(let.StatusCode != HttpStatusCode.Forbidden && (int)let.StatusCode < 500, $"{method} {path} answers {let.StatusCode} to {permission.Words()}");

                using var kept = await SendAsync(without, method, path);
                says(kept, permission);
                (await ServedConsole.ReadAsync(kept, HttpStatusCode.Forbidden)).IsError(20004, $"lacks the permission {permission.Words()}");
            }
        }
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Operator)]
    [InlineData(Role.Security)]
    [InlineData(Role.Administrator)]
    [InlineData(Role.Auditor)]
    public async Task A_page_and_a_file_open_for_a_role_with_their_permission_and_for_no_other(Role role)
    {
        var name = $"the-{role}".ToLowerInvariant();
        using var visitor = await new Visitor(_console).SignedInAsync(await AddPersonAsync(name, role), name);
        var pages = typeof(Sim).Assembly.GetTypes().SelectMany(page => page.GetCustomAttributes<RouteAttribute>()
            .Where(_ => page.GetCustomAttribute<NeedsAttribute>() is not null)
            .Select(route => (Path: Parameter().Replace(route.Template, "x"), Needs: page.GetCustomAttribute<NeedsAttribute>()!.Permission)));
        foreach (var (path, needs) in pages.Append(("/sims.csv", Permissions.Export)).Append(("/usage.csv", Permissions.Export)).Append(("/bulk-changes/x/results.csv", Permissions.Export)))
        {
            using var answer = await visitor.GetAsync(path);
            var text = await answer.Content.ReadAsStringAsync(Token);
            Assert.True(role.May().HasFlag(needs) == (answer.StatusCode != HttpStatusCode.Forbidden), $"{path} answers {answer.StatusCode} to {role}");
            if (answer.StatusCode == HttpStatusCode.Forbidden && path.EndsWith(".csv", StringComparison.Ordinal))
            {
                Assert.Contains($"The role {role} lacks the permission {needs.Words()}.", text, StringComparison.Ordinal);
            }
        }
    }

    private static void SaysWhichScope(HttpResponseMessage kept, Permissions permission)
    {
        var challenge = Assert.Single(kept.Headers.WwwAuthenticate);
        Assert.Equal("Bearer", challenge.Scheme);
        Assert.StartsWith("realm=\"SimConsole\", error=\"insufficient_scope\", error_description=\"", challenge.Parameter, StringComparison.Ordinal);
        Assert.EndsWith($"\", scope=\"{permission.Words()}\"", challenge.Parameter, StringComparison.Ordinal);
    }

    private async Task<HttpClient> TokenAsync(Permissions ofKey, Permissions scope)
    {
        var (sid, secret) = await NewKeyAsync(ofKey);
        return _console.Bearing(await _console.TokenAsync(sid, secret, scope.Words().Replace(", ", " ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(Permissions.SimsRead, true)]
    [InlineData(Permissions.SimsWrite, false)]
    public async Task The_hub_lets_those_watch_who_may_read(Permissions permission, bool lets)
    {
        var (sid, secret) = await NewKeyAsync(permission);
        await using var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(_console.Address, LiveHub.Address), options => options.Headers["Authorization"] = ServedConsole.Basic(sid, secret).ToString())
            .Build();
        if (lets)
        {
            await connection.StartAsync(Token);
            await connection.InvokeAsync(nameof(LiveHub.WatchEverything), Token);
        }
        else
        {
            var refused = await Assert.ThrowsAsync<HttpRequestException>(() => connection.StartAsync(Token));
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = method == "GET" ? null : new FormUrlEncodedContent([]);
        return client.SendAsync(request, Token);
    }

    private IEnumerable<(string Method, string Path)> Endpoints(Permissions permission) => _console.Get<IEnumerable<EndpointDataSource>>()
        .SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal) && endpoint.Metadata.GetMetadata<NeedsAttribute>()?.Permission == permission)
        .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => (method, Parameter().Replace(endpoint.RoutePattern.RawText!, "x"))));

    private async Task<HttpClient> KeyAsync(Permissions permissions)
    {
        var (sid, secret) = await NewKeyAsync(permissions);
        return _console.As(sid, secret);
    }

    private async Task<(string Sid, string Secret)> NewKeyAsync(Permissions permissions)
    {
        var key = (await _console.Get<ApiKeyService>().CreateAsync(new ApiKeyOrder(permissions.Words()[..Math.Min(60, permissions.Words().Length)], permissions, null), TestConsole.Someone, Token)).Value!;
        return (key.Key.Sid, key.Secret);
    }

    private async Task<string> AddPersonAsync(string name, Role role)
    {
        var invited = (await _console.Get<InvitationService>().InviteAsync(name, role, FleetScope.All, TestConsole.Someone, Token)).Value!;
        Assert.NotNull((await _console.Get<InvitationService>().AcceptAsync(invited.Token, ServedConsole.Password, Token)).Value);
        return ServedConsole.Password;
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
