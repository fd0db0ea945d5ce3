using SimConsole.StatusChanges;

namespace SimConsole.NetworkAuthorities.SuperSim;

/// <summary>Where the account tells how a change ended.</summary>
public static class SuperSimCallbacks
{
    private const int BodyLimit = 16 * 1024;

    public static IEndpointRouteBuilder MapSuperSim(this IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetService<SuperSimNetwork>() is not null)
        {
            endpoints.MapPost($"{CallbackAddresses.Path}/{{key}}", CalledBackAsync)
                .AllowAnonymous()
                .DisableAntiforgery()
                .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(BodyLimit))
                .ExcludeFromDescription();
        }

        return endpoints;
    }

    private static async Task<IResult> CalledBackAsync(
        string key,
        HttpRequest request,
        SuperSimNetwork network,
        CallbackAddresses addresses,
        CallbackSignatures signatures,
        StatusChangeQueue queue,
        StatusChangeSignal signal,
        CancellationToken token)
    {
        if (!addresses.Has(key) || !request.HasFormContentType)
        {
            return Results.Text("Nobody is called back here.", statusCode: StatusCodes.Status404NotFound);
        }

        IFormCollection form;
        try
        {
            // Read twice: what is signed is the body as it came.
            request.EnableBuffering();
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, token);
            if (!signatures.Take(request.Method, addresses.Called(request, key), body.GetBuffer().AsSpan(0, (int)body.Length), request.Headers[KoreSignature.Header]))
            {
                request.HttpContext.Response.Headers.WWWAuthenticate = KoreSignature.Header;
                return Results.Text("The kore-signature is missing, or wrong.", statusCode: StatusCodes.Status401Unauthorized);
            }

            request.Body.Position = 0;
            form = await request.ReadFormAsync(token);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            return Results.Text("The body cannot be read as a form.", statusCode: StatusCodes.Status400BadRequest);
        }

        if (form["SimSid"] is not [{ } sid] || !Kernel.Sid.IsShapeOf(sid, Sims.Sim.SidPrefix))
        {
            return Results.NoContent();
        }

        try
        {
            if (await network.CalledBackAsync(sid, token) is { } iccid)
            {
                await queue.HurryAsync(iccid, token);
                signal.Wake();
            }

            return Results.NoContent();
        }
        catch (Exception exception) when (SuperSimNetwork.IsTrouble(exception) && !token.IsCancellationRequested)
        {
            return Results.Text("The account could not be asked. The change is tried again by itself.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
