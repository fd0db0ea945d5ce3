using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using SimConsole.Accounts;
using SimConsole.Callbacks;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.Tests.Callbacks;

public sealed class GuardTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Forbidden =>
    [
        "0.0.0.0", "0.1.2.3", "127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "169.254.0.1",
        "100.64.0.1", "100.127.255.255", "192.0.0.192", "192.0.2.1", "198.51.100.7", "203.0.113.9", "198.18.0.1", "224.0.0.1", "239.255.255.255", "240.0.0.1",
        "255.255.255.255", "168.63.129.16", "192.88.99.1",
        "::", "::1", "::127.0.0.1", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "3fff::1", "2001::1", "100::1", "5f00::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a9fe:a9fe::1",
        "2a00::5efe:10.0.0.1", "2a00::200:5efe:7f00:1",
    ];

    public static TheoryData<string> Public => ["8.8.8.8", "100.63.255.255", "100.128.0.1", "172.32.0.1", "2a00:1450:4001::200e", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"];

    [Theory]
    [MemberData(nameof(Forbidden))]
    public async Task An_address_that_is_not_public_is_refused_when_the_connection_is_made(string address)
    {
        var guard = Guard(_ => [IPAddress.Parse(address)]);
        var refused = await Assert.ThrowsAsync<CallbackRefusedException>(async () => await guard.ConnectAsync(new DnsEndPoint("receiver.example", 80), Token));
        Assert.Contains("Callbacks:AllowedPrivateNetworks", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Public))]
    public void A_public_address_is_allowed(string address) => Assert.True(Guard(_ => []).Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.1.0.0/16", "10.1.2.3", true)]
    [InlineData("10.1.0.0/16", "10.2.0.1", false)]
    [InlineData("10.1.0.0/16", "::ffff:10.1.2.3", true)]
    [InlineData("127.0.0.0/8", "64:ff9b::7f00:1", false)]
    [InlineData("fd00::/8", "fd12::1", true)]
    [InlineData("0.0.0.0/0", "fe80::1", false)]
    public void What_the_configuration_allows_is_allowed_and_no_more(string allowed, string address, bool allows) =>
        Assert.Equal(allows, new CallbackGuard([IPNetwork.Parse(allowed)], (_, _) => Task.FromResult<IPAddress[]>([])).Allows(IPAddress.Parse(address)));

    [Fact]
    public async Task Of_the_addresses_of_a_name_only_those_that_may_be_reached_are_connected_to()
    {
        using var forbidden = Listen("127.0.0.1");
        using var allowed = Listen("127.0.0.2", ((IPEndPoint)forbidden.LocalEndpoint).Port);
        var guard = new CallbackGuard([IPNetwork.Parse("127.0.0.2/32")], (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.Parse("127.0.0.2")]));
        await using var stream = await guard.ConnectAsync(new DnsEndPoint("both.example", ((IPEndPoint)allowed.LocalEndpoint).Port), Token);
        using var accepted = await allowed.AcceptTcpClientAsync(Token);
        Assert.False(forbidden.Pending());
    }

    [Fact]
    public async Task A_name_that_is_allowed_first_and_private_then_is_refused_then()
    {
        using var listener = Listen("127.0.0.1");
        var asked = 0;
        var guard = new CallbackGuard([IPNetwork.Parse("127.0.0.1/32")], (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(asked++ == 0 ? "127.0.0.1" : "127.0.0.3")]));
        var receiver = new DnsEndPoint("rebinding.example", ((IPEndPoint)listener.LocalEndpoint).Port);
        await using (await guard.ConnectAsync(receiver, Token))
        {
            Assert.Equal(1, asked);
        }

        await Assert.ThrowsAsync<CallbackRefusedException>(async () => await guard.ConnectAsync(receiver, Token));
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0177.0.0.1:{0}/")]
    [InlineData("http://0x7f000001:{0}/")]
    [InlineData("http://127.1:{0}/")]
    [InlineData("http://0:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://[::1]:{0}/")]
    public async Task However_loopback_is_spelt_nothing_reaches_it_unless_the_configuration_allows_it(string url)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await TestConsole.StartAsync();
        await console.Get<AccountService>().EnsureAsync(Token);
        var port = new Uri(receiver.Url).Port;
        await console.AskAsync(await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet")), SimStatus.Inactive, string.Format(null, url, port));
        await console.DeliverAsync();
        var delivery = Assert.Single(await console.DeliveriesAsync());
        Assert.Contains("private or reserved address", delivery.Error, StringComparison.Ordinal);
        Assert.Empty(receiver.Got);
    }

    [Fact]
    public async Task A_proxy_of_the_environment_is_not_used()
    {
        await using var proxy = await Receiver.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var before = Environment.GetEnvironmentVariable("http_proxy");
        Environment.SetEnvironmentVariable("http_proxy", new Uri(proxy.Url).GetLeftPart(UriPartial.Authority));
        try
        {
            await using var console = await CallbackConsole.StartAsync();
            await console.AskAsync(await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet")), SimStatus.Inactive, receiver.Url);
            await console.DeliverAsync();
        }
        finally
        {
            Environment.SetEnvironmentVariable("http_proxy", before);
        }

        Assert.Empty(proxy.Got);
        Assert.Single(receiver.Got);
    }

    [Theory]
    [InlineData("Callbacks:AllowedPrivateNetworks:0", "127.0.0.1")]
    [InlineData("Callbacks:AllowedPrivateNetworks:0", "127.0.0.1/33")]
    [InlineData("Callbacks:AllowedPrivateNetworks:0", "localhost")]
    [InlineData("Callbacks:Timeout", "00:00:00")]
    public async Task A_wrong_configuration_is_refused_by_its_key(string key, string value)
    {
        await using var console = await TestConsole.StartAsync((key, value));
        var fault = Assert.Throws<OptionsValidationException>(() => console.Get<IOptions<CallbackOptions>>().Value);
        Assert.Contains(key.Replace(":0", "", StringComparison.Ordinal), fault.Message, StringComparison.Ordinal);
    }

    private static CallbackGuard Guard(Func<string, IPAddress[]> resolve) => new([], (host, _) => Task.FromResult(resolve(host)));

    private static TcpListener Listen(string address, int port = 0)
    {
        var listener = new TcpListener(IPAddress.Parse(address), port);
        listener.Start();
        return listener;
    }
}
