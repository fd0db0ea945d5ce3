namespace SimConsole.Kernel;

/// <summary>A line of the navigation.</summary>
/// <param name="Address">The address of its page, relative to the root; pages below it belong to the same line. Empty for the start page.</param>
/// <param name="Group">What it stands under; within a group, lines are in the order of the slices.</param>
/// <param name="Key">The letter that leads to it after <c>g</c>, on any page.</param>
/// <param name="Icon">The SVG elements of its icon.</param>
/// <param name="Needs">The permission that its page takes; a person without it is not offered the line.</param>
public sealed record NavigationEntry(string Address, string Title, NavigationGroup Group, char Key, string Icon, Permissions Needs = Permissions.None);
