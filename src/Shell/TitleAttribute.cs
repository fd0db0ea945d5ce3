namespace SimConsole.Shell;

/// <summary>The title of a page that is called the same whatever it shows: known before the page has read anything.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TitleAttribute(string title) : Attribute
{
    public string Title => title;
}
