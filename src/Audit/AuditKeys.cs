using System.Security.Cryptography;

namespace SimConsole.Audit;

/// <summary>
/// The keys that seal the audit, from a file outside the database: a person who can only write the database cannot make a seal. Each line of it is a key of
/// 64 hexadecimal digits; the last one seals, and all of them verify, so that a new line is a new key.
/// </summary>
public sealed class AuditKeys
{
    /// <summary>The key of the configuration with the path of the file.</summary>
    public const string FileKey = "Audit:KeyFile";

    private const int KeyLength = 32;
    private const int NameLength = 8;

    private readonly Lazy<IReadOnlyDictionary<string, byte[]>> _byName;
    private string _last = "";

    /// <param name="path">The file; it is made where there is none. Null for a database in memory, whose key ends with it.</param>
    public AuditKeys(string? path) => (Path, _byName) = (path, new(Read));

    /// <summary>The path of the file; null where there is none.</summary>
    public string? Path { get; }

    /// <summary>Reads the file, or makes it, so that what is wrong with it is said at the start.</summary>
    /// <exception cref="ConfigurationException">The file cannot be used; the message says why.</exception>
    public void Open() => _ = Keys;

    /// <summary>The name of the key that seals, by which chains begin: the first hexadecimal digits of its SHA-256.</summary>
    public string Name
    {
        get
        {
            Open();
            return _last;
        }
    }

    /// <summary>The key that sealed a chain; null where the file does not have it.</summary>
    public byte[]? KeyOf(string chain) => chain.Length >= NameLength ? Keys.GetValueOrDefault(chain[..NameLength]) : null;

    private IReadOnlyDictionary<string, byte[]> Keys => _byName.Value;

    private Dictionary<string, byte[]> Read()
    {
        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var line in Path is null ? [NewKey()] : Lines(Path))
        {
            if (line.Length != 2 * KeyLength || !line.All(char.IsAsciiHexDigit))
            {
                throw new ConfigurationException($"{FileKey} is {Path}, which holds a line that is not a key: each is {2 * KeyLength} hexadecimal digits. Put the file back from a backup.");
            }

            var key = Convert.FromHexString(line);
            _last = Convert.ToHexStringLower(SHA256.HashData(key))[..NameLength];
            keys[_last] = key;
        }

        return keys.Count > 0 ? keys : throw new ConfigurationException($"{FileKey} is {Path}, which is empty. Put the file back from a backup, or delete it to begin with a new key.");
    }

    private static string[] Lines(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                Create(path);
            }

            return [.. File.ReadAllLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The key of the audit cannot be read or made at {path}: {fault.Message} Set {FileKey} to a file that this user may write.", fault);
        }
    }

    /// <summary>Writes the file as a whole or not at all: if two processes start at once, both read what one of them wrote.</summary>
    private static void Create(string path)
    {
        if (System.IO.Path.GetDirectoryName(path) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var written = $"{path}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        File.WriteAllText(written, NewKey() + "\n");
        try
        {
            File.Move(written, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(written);
        }
    }

    private static string NewKey() => RandomNumberGenerator.GetHexString(2 * KeyLength, lowercase: true);
}
