using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace SimConsole.Accounts.Tokens;

/// <summary>What a request for a token says. Source of what it may say, and how: RFC 6749, sections 2.3.1, 3.2 and 4.4.2.</summary>
/// <param name="Grant">The word of <c>grant_type</c>.</param>
/// <param name="Scope">The permissions that are asked for; null for all that the client has.</param>
/// <param name="Client">The SID of the key; null where there is none.</param>
/// <param name="Secret">Its secret; null where there is none.</param>
internal sealed record TokenParameters(string Grant, string? Scope, string? Client, string? Secret)
{
    /// <summary>The largest body that is read, in bytes.</summary>
    public const int BodyLimit = 8 * 1024;

    private const string Form = "application/x-www-form-urlencoded";
    private const string GrantName = "grant_type";
    private const string ScopeName = "scope";
    private const string ClientName = "client_id";
    private const string SecretName = "client_secret";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a request. Returns null and the error where no client could be granted what it says.</summary>
    public static async Task<(TokenParameters? Read, TokenErrorResource? Fault)> ReadAsync(HttpRequest request)
    {
        if (!IsForm(request.ContentType))
        {
            return (null, TokenErrorResource.InvalidRequest($"Send the parameters in the body, as {Form} in UTF-8."));
        }

        if (request.Query.Keys.FirstOrDefault(name => name is GrantName or ScopeName or ClientName or SecretName) is { } inQuery)
        {
            return (null, TokenErrorResource.InvalidRequest($"{inQuery} stands in the address, which others may see. Send it in the body."));
        }

        var (fields, fault) = await FieldsAsync(request);
        if (fields is null)
        {
            return (null, fault);
        }

        if (!fields.TryGetValue(GrantName, out var grant))
        {
            return (null, TokenErrorResource.InvalidRequest($"{GrantName} is missing. It is {TokenEndpoint.Grant}."));
        }

        var (client, secret) = (fields.GetValueOrDefault(ClientName), fields.GetValueOrDefault(SecretName));
        var header = request.Headers.Authorization;
        if (header.Count > 0)
        {
            if (header.Count > 1 || secret is not null)
            {
                return (null, TokenErrorResource.InvalidRequest("The client signs in twice. Send its SID and secret once, in the header Authorization or in the body."));
            }

            var basic = BasicCredentials.Read(header);
            var (user, password) = (WebUtility.UrlDecode(basic?.User), WebUtility.UrlDecode(basic?.Password));
            if (basic is not null && client is not null && client != user)
            {
                return (null, TokenErrorResource.InvalidRequest($"{ClientName} is another client than the one in the header Authorization."));
            }

            (client, secret) = (user, password);
        }

        return (new TokenParameters(grant, fields.GetValueOrDefault(ScopeName), client, secret), null);
    }

    private static bool IsForm(string? contentType) => MediaTypeHeaderValue.TryParse(contentType, out var type)
        && Form.Equals(type.MediaType, StringComparison.OrdinalIgnoreCase)
        && type.CharSet?.Trim('"').ToUpperInvariant() is null or "UTF-8" or "UTF8" or "US-ASCII";

    /// <summary>The parameters that have a value, by their names: one without counts as left out, and none may be there twice.</summary>
    private static async Task<(Dictionary<string, string>? Fields, TokenErrorResource? Fault)> FieldsAsync(HttpRequest request)
    {
        var (body, fault) = await BodyAsync(request);
        if (body is null)
        {
            return (null, fault);
        }

        var (fields, named) = (new Dictionary<string, string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var field in new QueryStringEnumerable(body))
        {
            var (name, value) = (field.DecodeName().ToString(), field.DecodeValue().ToString());
            if (!named.Add(name))
            {
                return (null, TokenErrorResource.InvalidRequest($"'{Cut.Short(name)}' is given more than once."));
            }

            if (value.Length > 0)
            {
                fields.Add(name, value);
            }
        }

        return (fields, null);
    }

    private static async Task<(string? Body, TokenErrorResource? Fault)> BodyAsync(HttpRequest request)
    {
        try
        {
            var bytes = new byte[BodyLimit + 1];
            var length = await request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
            return length > BodyLimit
                ? (null, TooLarge())
                : (Strict.GetString(bytes, 0, length), null);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, TooLarge());
        }
        catch (Exception exception) when (exception is IOException or DecoderFallbackException)
        {
            return (null, TokenErrorResource.InvalidRequest($"The body cannot be read. Send it as {Form} in UTF-8."));
        }
    }

    private static TokenErrorResource TooLarge() =>
        TokenErrorResource.InvalidRequest($"The body is too large; it may have {BodyLimit / 1024} KB.", StatusCodes.Status413PayloadTooLarge);
}
