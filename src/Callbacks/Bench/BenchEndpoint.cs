using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using SimConsole.Accounts;
using SimConsole.Api;
using SimConsole.Callbacks.Receivers;
using SimConsole.Data;

namespace SimConsole.Callbacks.Bench;

/// <summary>Where the receivers of the bench listen: anybody may call, as anybody may call a real one.</summary>
public static class BenchEndpoint
{
    public const string Path = "/callback-bench";

    /// <summary>The largest body that is read, in bytes.</summary>
    private const int BodyLimit = 16 * 1024;

    public static IEndpointRouteBuilder MapCallbackBench(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods(Path + "/{name}", [HttpMethods.Get, HttpMethods.Post], ReceiveAsync)
            .AllowAnonymous()
            .DisableAntiforgery()
            .WithMetadata(new RequestSizeLimitAttribute(BodyLimit));
        return endpoints;
    }

    private static async Task<IResult> ReceiveAsync(
        string name, HttpRequest request, CallbackBench bench, AccountService account, ReceiverSecretService secrets, ConsoleAddress address, TimeProvider time, CancellationToken token)
    {
        if (bench.Find(name) is not { } receiver)
        {
            return Results.Text("Nobody has opened a receiver of this name on the page Callbacks.", statusCode: StatusCodes.Status404NotFound);
        }

        string body;
        try
        {
            using var reader = new StreamReader(request.Body, Encoding.UTF8);
            body = await reader.ReadToEndAsync(token);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Results.Text($"The body is too large; it may have {BodyLimit / 1024} KB.", statusCode: StatusCodes.Status413PayloadTooLarge);
        }
        catch (IOException)
        {
            return Results.Text("The body cannot be read.", statusCode: StatusCodes.Status400BadRequest);
        }

        var post = HttpMethods.IsPost(request.Method);
        List<KeyValuePair<string, string>> form = post ? [.. Fields(body)] : [];
        var url = address.Of(request, request.Path.ToUriComponent() + request.QueryString.ToUriComponent());
        var behaviour = receiver.Behaviour;
        var status = behaviour == BenchBehaviour.Fails ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status204NoContent;
        receiver.Remember(new BenchRequest(
            time.Now(),
            request.Method,
            url,
            post ? form : [.. Fields(request.QueryString.Value ?? "")],
            Header(CallbackSignature.WebhookIdHeader),
            Same(Header(CallbackSignature.Header), CallbackSignature.Of(account.AuthToken, url, form)),
            long.TryParse(Header(CallbackSignature.WebhookTimestampHeader), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && Same(Header(CallbackSignature.WebhookSignatureHeader), CallbackSignature.OfWebhook(account.AuthToken, await secrets.FindAsync(url, token), Header(CallbackSignature.WebhookIdHeader) ?? "", seconds, body)),
            request.Headers[KoreSignature.Header] is [{ } kore] && Same(kore, CallbackSignature.OfKore(await account.FindWebhookSecretAsync(token), request.Method, url, post ? body : "")),
            status));
        if (behaviour == BenchBehaviour.IsSlow)
        {
            await Task.Delay(BenchReceiver.SlowTime, time, token);
        }

        return Results.StatusCode(status);

        string? Header(string header) => request.Headers[header] is [{ Length: > 0 and <= 200 } value] ? value : null;
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(string encoded) =>
        QueryHelpers.ParseQuery(encoded).SelectMany(field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? "")));

    private static bool Same(string? given, string expected) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
