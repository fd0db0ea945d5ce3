using System.Text;

namespace SimConsole.Tests.Api;

/// <summary>A request that a client got wrong, as it goes over the wire.</summary>
/// <param name="Target">Path and query string, encoded as they are, well or badly.</param>
/// <param name="Body">The body, or null for none.</param>
internal sealed record BadRequest(string Operation, string Method, string Target, string? Body, string? ContentType)
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The HTTP status that alone is right, where one is; 400 stands for all from 400 to 499.</summary>
    public int? Status { get; init; }

    /// <summary>Whether it asks for a change, if it were right.</summary>
    public bool Writes => Method is "POST" or "DELETE";

    public HttpRequestMessage Message(Uri address)
    {
        // Otherwise the client would mend the address.
        var target = new Uri(address.GetLeftPart(UriPartial.Authority) + Target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(new HttpMethod(Method), target);
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
            if (ContentType is not null)
            {
                message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
            }
        }

        foreach (var (name, value) in Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }

    /// <summary>The command that sends it again.</summary>
    public override string ToString()
    {
        var headers = string.Concat(Headers.Select(header => $" -H '{header.Name}: {header.Value}'"));
        var body = Body is null ? "" : $" -H 'Content-Type: {ContentType}' --data-raw '{(Body.Length <= 3_000 ? Body : $"{Body[..100]}… ({Body.Length})")}'";
        return $"{Operation}: curl -i --path-as-is -u \"$AUTH\" -X {Method} 'http://localhost:5080{Target}'{headers}{body}";
    }
}
