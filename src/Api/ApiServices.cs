using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SimConsole.Accounts;
using SimConsole.Accounts.Tokens;
using SimConsole.Data;

namespace SimConsole.Api;

/// <summary>The REST API under <c>/v1</c>: what all its resources share.</summary>
public static class ApiServices
{
    public static IServiceCollection AddApi(this IServiceCollection services) => services
        .AddKey<string>(ConsoleAddress.Key, "from the request")
        .AddApiRateLimits()
        .AddApiDocument()
        .AddSingleton<ConsoleAddress>()
        .AddSingleton<PageTokens>()
        .AddSingleton<ApiList>();

    /// <summary>Keeps pages of other sites out, and every answer of the API in its own form, also when something breaks.</summary>
    public static WebApplication UseApi(this WebApplication app)
    {
        app.UseWhen(context => TokenEndpoint.Is(context.Request), token =>
        {
            token.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = AnswerFaultAsync });
            TokenEndpoint.KeepUnstored(token);
        });
        app.UseMiddleware<OtherSites>();
        app.UseMiddleware<BodyCharset>();
        app.UseWhen(context => context.Request.Path.StartsWithSegments(ConsoleAddress.ApiRoot), api =>
        {
            api.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = AnswerFaultAsync });
            api.Use((context, next) =>
            {
                context.Response.Headers.CacheControl = "no-store";
                return next(context);
            });
        });
        return app;
    }

    /// <summary>Maps the root of the API, and the answer for paths that no slice has. Resources are mapped below it.</summary>
    /// <exception cref="ConfigurationException">The configuration is wrong; the message names the key.</exception>
    public static IEndpointRouteBuilder MapApiRoot(this WebApplication app)
    {
        _ = app.Services.GetRequiredService<ConsoleAddress>();
        var api = app.MapGroup(ConsoleAddress.ApiRoot)
            .RequireAuthorization(ApiCredentials.Policy)
            .RequireRateLimiting(ApiRateLimits.Policy)
            .WithMetadata(new RequestSizeLimitAttribute(ApiParameters.BodyLimit));
        api.Map("/{**path}", (HttpRequest request) =>
            ApiError.Of(new Refusal(ErrorCodes.NotFound, $"There is nothing at {request.Method} {Cut.Short(request.Path)}."))).ExcludeFromDescription();
        return api;
    }

    /// <summary>Answers with a refusal in the form of the endpoint that was asked: that of the token endpoint, or that of the API.</summary>
    internal static Task RefuseAsync(HttpContext context, Refusal refusal) =>
        TokenEndpoint.Is(context.Request) ? TokenErrorResource.Of(refusal).ExecuteAsync(context) : ApiError.WriteAsync(context, refusal);

    private static Task AnswerFaultAsync(HttpContext context)
    {
        var fault = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        return RefuseAsync(context, DatabaseTrouble.Of(fault) is { } trouble ? trouble.Refusal
            : fault is DbUpdateException
                ? new Refusal(ErrorCodes.Unavailable, "Too many others wrote the same thing at this moment, and nothing was changed. Ask again.") { RetryAfter = TimeSpan.FromSeconds(1) }
            : new Refusal(ErrorCodes.Broken, "Something went wrong, and the log of the server says what. It is not known what was changed: check before you ask again."));
    }
}
