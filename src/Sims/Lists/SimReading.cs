using System.Text.RegularExpressions;

namespace SimConsole.Sims.Lists;

/// <summary>The kinds of identifiers that name a Sim.</summary>
public enum SimIdentifier
{
    Iccid,
    Sid,
    UniqueName,
    Imsi,
    Msisdn,

    /// <summary>The number of the chip that its profile is on.</summary>
    Eid,
}

/// <summary>One way to read a text that is meant to name a Sim.</summary>
/// <param name="Says">How it was read, in a sentence that is shown before it counts; null where it was read exactly as it stands.</param>
internal sealed partial record SimReading(SimIdentifier As, string Value, string? Says)
{
    /// <summary>Whether it counts only where no other reading names a Sim.</summary>
    public bool IsLast { get; private init; }

    /// <summary>Every way to read a text, the most likely first. None is a guess: each counts only if a Sim has exactly this identifier.</summary>
    public static IReadOnlyList<SimReading> Of(string text)
    {
        var readings = new List<SimReading>(2);
        var number = Iccid.Cleaned(text);
        if (Iccid.Turned(number) is { } turned)
        {
            readings.Add(new(SimIdentifier.Iccid, turned, $"Read as {turned}: a chip stores the two digits of each pair swapped."));
        }
        else if (Iccid.IsShapeOf(number) || Iccid.MayBePrinted(number))
        {
            readings.Add(new(SimIdentifier.Iccid, number, null));
        }

        if (Sid.IsShapeOf(text, Sim.SidPrefix))
        {
            readings.Add(new(SimIdentifier.Sid, text, null));
        }

        if (text.Length is > 0 and <= Kernel.UniqueName.Length)
        {
            readings.Add(new(SimIdentifier.UniqueName, text, null));
        }

        if (Imsi().Match(text) is { Success: true } imsi)
        {
            readings.Add(new(SimIdentifier.Imsi, imsi.Groups[1].Value, "Found by its IMSI."));
        }

        if (Msisdn.Of(text) is { } msisdn)
        {
            readings.Add(new(SimIdentifier.Msisdn, msisdn, "Found by its MSISDN."));
        }

        if (Eid.Of(text) is { } eid)
        {
            readings.Add(new(SimIdentifier.Eid, eid, "Found by the EID of its eSIM."));
        }

        if (!readings.Exists(reading => reading.As is SimIdentifier.Iccid or SimIdentifier.Sid or SimIdentifier.Eid))
        {
            readings.AddRange(Iccid.Within(text).Select(inside => new SimReading(SimIdentifier.Iccid, inside, $"Read as {inside}, which is in this line.")));
            readings.AddRange(Iccid.OtherwiseWithin(text).Select(Last));
        }
        else if (number != text && readings[0].As == SimIdentifier.Iccid)
        {
            // What was read as a single number may be a number followed by the beginning of a remark.
            readings.AddRange(Iccid.Within(text).Concat(Iccid.OtherwiseWithin(text)).Where(inside => inside != readings[0].Value).Select(Last));
        }

        foreach (var iccid in readings.Where(reading => reading is { As: SimIdentifier.Iccid, IsLast: false }).Select(reading => reading.Value).ToList())
        {
            if (Iccid.WithOrWithoutCheckDigit(iccid) is { } other)
            {
                readings.Add(new(SimIdentifier.Iccid, other, $"Read as {other}: {(other.Length > iccid.Length ? "its check digit is left out here" : "the card is known without the check digit at its end")}.") { IsLast = true });
            }
        }

        return readings;
    }

    private static SimReading Last(string inside) => new(SimIdentifier.Iccid, inside, $"Read as {inside}, which is in this line.") { IsLast = true };

    [GeneratedRegex(@"^(?:imsi\s*[:=_-]?\s*)?([0-9]{14,15})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Imsi();
}
