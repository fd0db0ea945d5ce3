using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.People;

/// <summary>A browser without a screen: it keeps its cookies, shows where it is sent, and comes from an address of its own.</summary>
internal sealed partial class Visitor : IDisposable
{
    public const string Name = "admin";

    private readonly HttpClient _client;
    private readonly CookieContainer _cookies = new();
    private Task<Dictionary<string, string>>? _form;

    /// <param name="address">Its own address, one of this machine.</param>
    public Visitor(ServedConsole console, string address = "127.0.0.1")
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = _cookies,
            ConnectCallback = (context, token) => ConnectAsync(address, context.DnsEndPoint, token),
        };
        _client = new HttpClient(handler) { BaseAddress = console.Address, Timeout = TimeSpan.FromMinutes(10) };
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task<HttpResponseMessage> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");
        return _client.SendAsync(request, Token);
    }

    /// <summary>Sends the form of the sign-in page.</summary>
    public async Task<HttpResponseMessage> SignInAsync(string password = ServedConsole.Password, string name = Name)
    {
        _form ??= ReadFormAsync("/sign-in");
        using var body = new FormUrlEncodedContent(new Dictionary<string, string>(await _form) { ["Form.UserName"] = name, ["Form.Password"] = password });
        return await _client.PostAsync("/sign-in", body, Token);
    }

    /// <summary>Fills in the first form of a page, and sends it.</summary>
    public Task<HttpResponseMessage> SubmitAsync(string path, params (string Name, string Value)[] fields) => SubmitFormAsync(path, null, fields);

    /// <summary>Fills in a form of a page, and sends it.</summary>
    /// <param name="form">Its name; null for the first.</param>
    public async Task<HttpResponseMessage> SubmitFormAsync(string path, string? form, params (string Name, string Value)[] fields)
    {
        using var body = new FormUrlEncodedContent((await ReadFormAsync(path, form)).ExceptBy(fields.Select(field => field.Name), field => field.Key).Concat(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

        // A form is for whom it was shown to, and that may be another now.
        _form = null;
        return await SendAsync(path, body);
    }

    /// <summary>Signs in, and must get in.</summary>
    public async Task<Visitor> SignedInAsync(string password = ServedConsole.Password, string name = Name)
    {
        using var answer = await SignInAsync(password, name);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);

        // A form is for whom it was shown to, and that was nobody yet.
        _form = null;
        return this;
    }

    /// <summary>Signs out, as the menu of a page does, with the token of another form.</summary>
    public async Task<HttpResponseMessage> SignOutAsync()
    {
        using var body = new FormUrlEncodedContent((await ReadFormAsync("/first-password")).Where(field => field.Key == "__RequestVerificationToken"));
        return await SendAsync("/sign-out", body);
    }

    /// <summary>Keeps a cookie, as the script of a page does.</summary>
    public void Keep(string name, string value) => _cookies.Add(_client.BaseAddress!, new Cookie(name, value));

    public void Dispose() => _client.Dispose();

    /// <summary>Asks as the script of a page does.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string body = "") => SendAsync(path, new StringContent(body));

    /// <summary>Sends something as a page of the console does, which says where it is from.</summary>
    private async Task<HttpResponseMessage> SendAsync(string path, HttpContent body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        request.Headers.Add("Origin", _client.BaseAddress!.GetLeftPart(UriPartial.Authority));
        return await _client.SendAsync(request, Token);
    }

    /// <summary>The hidden fields of a form on a page.</summary>
    private async Task<Dictionary<string, string>> ReadFormAsync(string path, string? form = null) =>
        (await _client.GetStringAsync(path, Token)).Split("<form").Skip(1).Select(part => Hidden().Matches(part.Split("</form>")[0]))
            .First(fields => form is null || fields.Any(field => field.Groups[1].Value == "_handler" && field.Groups[2].Value == form))
            .ToDictionary(field => field.Groups[1].Value, field => field.Groups[2].Value);

    private static async ValueTask<Stream> ConnectAsync(string from, DnsEndPoint to, CancellationToken token)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, to.Port, token);
        return new NetworkStream(socket, ownsSocket: true);
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\"(?: value=\"([^\"]*)\")?")]
    private static partial Regex Hidden();
}
