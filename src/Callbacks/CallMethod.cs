namespace SimConsole.Callbacks;

/// <summary>The HTTP method with which a URL of the customer is called. The numbers are stored: never reorder them.</summary>
public enum CallMethod
{
    Post = 0,
    Get = 1,
}
