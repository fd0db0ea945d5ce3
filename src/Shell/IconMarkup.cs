using System.Collections.Concurrent;
using Microsoft.AspNetCore.Components;

namespace SimConsole.Shell;

/// <summary>
/// The pictures beside words, as MudBlazor's <c>MudIcon</c> draws them. What is drawn many times on one page is drawn this way: a component of its own
/// takes two kilobytes of every page that is open.
/// </summary>
public static class IconMarkup
{
    private static readonly ConcurrentDictionary<(string Icon, string Size), MarkupString> Made = new();

    /// <summary>A small picture that adds nothing to the words beside it.</summary>
    /// <param name="icon">One of MudBlazor's <c>Icons</c>.</param>
    public static MarkupString Small(string icon) => Of(icon, "mud-icon-size-small");

    /// <summary>As <see cref="Small"/>, in another of MudBlazor's classes of size.</summary>
    public static MarkupString Of(string icon, string size) => Made.GetOrAdd((icon, size), _ =>
        new($"<svg class=\"mud-icon-root mud-svg-icon {size}\" focusable=\"false\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">{icon}</svg>"));
}
