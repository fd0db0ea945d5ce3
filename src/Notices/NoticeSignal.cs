namespace SimConsole.Notices;

/// <summary>Wakes the bells when something failed, or was taken off the network for a loss report.</summary>
public sealed class NoticeNews : Signal;

/// <summary>Wakes the bells when a person has read: they may have other pages open.</summary>
public sealed class NoticesRead : Signal;
