using SimConsole.Inventory;
using SimConsole.Sims;

namespace SimConsole.NetworkAuthorities.OsmoHlr;

/// <summary>One subscriber of the HLR, by its IMSI: its ids in the HLR's database are used again after a deletion, and mean nothing.</summary>
internal sealed class HlrSubscriber(CtrlConnection hlr, string imsi)
{
    public const string Unknown = "No such subscriber.";

    private const string Exists = "Subscriber already exists.";
    private const string InvalidImsi = "Invalid IMSI value.";

    private readonly string _path = $"subscriber.by-imsi-{imsi}.";

    /// <summary>
    /// Creates the subscriber where there is none, and switches it off in the same exchange, since a new one may connect. Gives it its MSISDN and its key.
    /// Returns what is wrong, or null.
    /// </summary>
    public async Task<string?> CreateAsync(string? msisdn, CardKey? key, CancellationToken token)
    {
        CtrlRequest[] off = [CtrlRequest.Set("subscriber.create", imsi), Set("ps-enabled", "0"), Set("cs-enabled", "0")];
        CtrlRequest[] identity = [.. msisdn is null ? [] : (CtrlRequest[])[Set("msisdn", msisdn)], .. key is null ? [] : (CtrlRequest[])[SetKey(key)]];
        CtrlRequest[] back = [Get("ps-enabled"), Get("cs-enabled")];
        var replies = await hlr.SendAsync([.. off, .. identity, .. back], token);

        // "Already exists" is success, too: an earlier try may have got so far.
        return Wrong(replies[1..3], replies[^2..], "0") is not { } wrong ? replies[off.Length..^back.Length].Where(r => r.Failed).Select(r => r.Text).FirstOrDefault()
            : replies[0] is { Failed: true, Text: not Exists } created ? created.Text
            : wrong;
    }

    /// <summary>Sets both domains and reads both back, with one wait for all. Returns what is wrong, or null; and what the HLR knows of the subscriber, where that was asked.</summary>
    public async Task<(string? Wrong, string Info)> SwitchAsync(bool on, bool withInfo, CancellationToken token)
    {
        var value = on ? "1" : "0";
        CtrlRequest[] requests = [Set("ps-enabled", value), Set("cs-enabled", value), Get("ps-enabled"), Get("cs-enabled")];
        var replies = await hlr.SendAsync(withInfo ? [.. requests, Get("info")] : requests, token);
        return (Wrong(replies[..2], replies[2..4], value), withInfo ? replies[4].Text : "");
    }

    /// <summary>What the HLR does with it now.</summary>
    public async Task<AuthorityReading> ReadAsync(CancellationToken token)
    {
        var replies = await hlr.SendAsync([Get("ps-enabled"), Get("cs-enabled")], token);
        return replies switch
        {
            _ when replies.Any(r => r is { Failed: true, Text: Unknown }) => new(AuthorityAccess.Missing, Unknown),
            _ when replies.FirstOrDefault(r => r.Failed) is { Failed: true } failed => new(AuthorityAccess.Unreadable, failed.Text),
            [{ Text: "1" }, { Text: "1" }] => Read(AuthorityAccess.Allowed),
            [{ Text: "0" }, { Text: "0" }] => Read(AuthorityAccess.Refused),
            _ => Read(AuthorityAccess.Mixed),
        };

        AuthorityReading Read(AuthorityAccess access) => new(access, $"ps-enabled {replies[0].Text} and cs-enabled {replies[1].Text}.");
    }

    /// <summary>Whether another try would get the same answer.</summary>
    public static bool IsPermanent(string wrong) => wrong == InvalidImsi;

    /// <summary>A field of <c>info</c>, which is lines of a name, a tab and a value.</summary>
    public static string? Field(string info, string name)
    {
        foreach (var line in info.AsSpan().EnumerateLines())
        {
            if (line.Length > name.Length && line[name.Length] == '\t' && line.StartsWith(name))
            {
                return line[(name.Length + 1)..].Trim().ToString();
            }
        }

        return null;
    }

    private CtrlRequest Get(string variable) => CtrlRequest.Get(_path + variable);

    private CtrlRequest Set(string variable, string value) => CtrlRequest.Set(_path + variable, value);

    private CtrlRequest SetKey(CardKey key) => key.IsThirdGeneration ? Set("aud3g", $"{key.Algorithm},{key.Ki},opc,{key.Opc}") : Set("aud2g", $"{key.Algorithm},{key.Ki}");

    /// <summary>For an unknown IMSI, a SET returns the same error as for a passing database lock; only the GET tells them apart.</summary>
    private static string? Wrong(CtrlReply[] set, CtrlReply[] read, string value) =>
        read.Any(r => r is { Failed: true, Text: Unknown }) ? Unknown
        : read.FirstOrDefault(r => r.Failed) is { Failed: true } failed ? failed.Text
        : read.All(r => r.Text == value) ? null
        : $"It was told {value}, and reads {string.Join(" and ", read.Select(r => r.Text))}. {string.Join(' ', set.Where(r => r.Failed).Select(r => r.Text))}".TrimEnd();
}
