using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using MudBlazor.Services;
using SimConsole.Shell.Palette;

namespace SimConsole.Shell;

/// <summary>Registers and maps the pages.</summary>
public static class ShellServices
{
    /// <summary>
    /// The longest message of a page, in bytes: the longest text that may be pasted as a list, and its overhead. By default, SignalR would break the connection
    /// off at 32 kB, which is a list of about a thousand SIMs.
    /// </summary>
    private const int LongestMessage = 8 * 1024 * 1024;

    public static IServiceCollection AddShell(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub => hub.MaximumReceiveMessageSize = LongestMessage);
        services.AddMudServices(mud =>
        {
            mud.SnackbarConfiguration.PositionClass = MudBlazor.Defaults.Classes.Position.BottomCenter;

            // Each open page looks this often for closed popovers to remove; at twice a second, this would be most of the cost of idle pages.
            mud.PopoverOptions.QueueDelay = TimeSpan.FromSeconds(10);
        });
        return services.AddSingleton<PaletteSearch>().AddSingleton<NavigationCounts>();
    }

    /// <summary>The middleware that every answer goes through.</summary>
    public static WebApplication UseShell(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            if (!AsksForPage(context) && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            {
                pages.Enabled = false;
            }

            return next(context);
        });
        return app;
    }

    /// <summary>Whether a person would read the answer; answers to programs are left as they are.</summary>
    private static bool AsksForPage(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !context.Request.Path.StartsWithSegments(ConsoleAddress.ApiRoot);

    public static void MapShell(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapStaticAssets().AllowAnonymous();
        endpoints.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }
}
