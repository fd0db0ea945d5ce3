using SimConsole.Api;

namespace SimConsole.Callbacks;

/// <summary>Reads the parameters that say whom to call, in the same way for every operation.</summary>
public static class CallbackParameters
{
    /// <summary>Whom a request wants told; null where it names no URL, or one that cannot be called, which its parameters then refuse.</summary>
    public static CallbackRequest? Callback(this ApiParameters parameters)
    {
        var method = parameters.Method("CallbackMethod") ?? CallMethod.Post;
        if (parameters.Text("CallbackUrl") is not { Length: > 0 } url)
        {
            return null;
        }

        var request = CallbackRequest.Of(url, method);
        if (request.Refusal is { } refusal)
        {
            parameters.Refuse(refusal.Message);
        }

        return request.Value;
    }

    /// <summary>An HTTP method, or null where it is not given.</summary>
    public static CallMethod? Method(this ApiParameters parameters, string name) => parameters.Choice(name, "GET or POST", text => text.ToUpperInvariant() switch
    {
        "GET" => CallMethod.Get,
        "POST" => CallMethod.Post,
        _ => (CallMethod?)null,
    });
}
