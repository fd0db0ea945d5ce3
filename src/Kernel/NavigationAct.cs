namespace SimConsole.Kernel;

/// <summary>Something that is begun from any page, on a page of its own.</summary>
/// <param name="Title">What is done, such as <c>Report a loss</c>.</param>
/// <param name="Address">The address of its page, relative to the root.</param>
/// <param name="Icon">The SVG elements of its icon.</param>
/// <param name="Needs">The permission that it takes; a person without it is not offered it.</param>
public sealed record NavigationAct(string Title, string Address, string Icon, Permissions Needs);
