namespace SimConsole.Shell;

/// <summary>The title of a page that does not depend on what the page shows, so that it is known before the page has read anything.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TitleAttribute(string title) : Attribute
{
    public string Title => title;
}
