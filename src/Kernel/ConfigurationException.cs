namespace SimConsole.Kernel;

/// <summary>The program cannot start as it is configured. The message says what is wrong, and names the key, on a line for each fault.</summary>
public sealed class ConfigurationException(string message, Exception? cause = null) : Exception(message, cause);
