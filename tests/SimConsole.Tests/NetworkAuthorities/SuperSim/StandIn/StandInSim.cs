namespace SimConsole.Tests.NetworkAuthorities.SuperSim.StandIn;

/// <summary>A Sim of the stand-in.</summary>
internal sealed class StandInSim(int number, string status)
{
    private readonly Lock _lock = new();
    private string? _wanted;

    public string Sid { get; } = $"HS{number:x32}";

    public string Iccid { get; } = IccidOf(number);

    public string Status { get; private set; } = status;

    /// <summary>How often its status was changed.</summary>
    public int Changes { get; private set; }

    public object Resource
    {
        get
        {
            lock (_lock)
            {
                return new { sid = Sid, account_sid = KoreStandIn.AccountSid, unique_name = (string?)null, iccid = Iccid, status = Status, fleet_sid = (string?)null, url = $"/v1/Sims/{Sid}" };
            }
        }
    }

    /// <summary>Begins a change. Returns false where one is under way; null where there is nothing to change.</summary>
    public bool? Order(string wanted)
    {
        lock (_lock)
        {
            if (Status == wanted)
            {
                return null;
            }

            if (_wanted is not null)
            {
                return false;
            }

            (Status, _wanted) = ("scheduled", wanted);
            return true;
        }
    }

    /// <summary>Ends the change that is under way. Returns the status that it has now.</summary>
    public string Settle()
    {
        lock (_lock)
        {
            (Status, _wanted) = (_wanted!, null);
            Changes++;
            return Status;
        }
    }

    private static string IccidOf(int number)
    {
        var digits = $"898830701{number:D10}";
        var sum = digits.Reverse().Select((digit, place) => place % 2 == 1 ? digit - '0' : (digit - '0') * 2 / 10 + (digit - '0') * 2 % 10).Sum();
        return $"{digits}{(10 - sum % 10) % 10}";
    }
}
