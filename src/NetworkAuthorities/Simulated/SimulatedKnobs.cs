using System.Globalization;

namespace SimConsole.NetworkAuthorities.Simulated;

/// <summary>What the Network page sets of the simulated network, in the units of its form.</summary>
/// <param name="Delay">In seconds.</param>
/// <param name="Failures">In percent.</param>
/// <param name="Refusals">In percent.</param>
/// <param name="SessionMinutes">Minutes between the data sessions of a device; 0 for none.</param>
internal sealed record SimulatedKnobs(double Delay, double Failures, double Refusals, double SessionMinutes, int? Seed, bool Replies, bool Outage)
{
    /// <summary>As they are set.</summary>
    public static SimulatedKnobs Of(SimulatedOptions options) => new(
        options.Delay.TotalSeconds, options.FailureRate * 100, options.RefusalRate * 100, options.SessionEvery.TotalMinutes, options.Seed, options.Replies, options.Outage);

    /// <summary>What the network is told.</summary>
    public SimulatedOptions Options() => new()
    {
        Delay = TimeSpan.FromSeconds(Delay),
        FailureRate = Failures / 100,
        RefusalRate = Refusals / 100,
        SessionEvery = TimeSpan.FromMinutes(SessionMinutes),
        Seed = Seed,
        Replies = Replies,
        Outage = Outage,
    };

    /// <summary>These values where they differ from <paramref name="seen"/>, and those of <paramref name="now"/> elsewhere: only what this person changed is set.</summary>
    public SimulatedKnobs Over(SimulatedKnobs seen, SimulatedKnobs now) => new(
        Delay == seen.Delay ? now.Delay : Delay,
        Failures == seen.Failures ? now.Failures : Failures,
        Refusals == seen.Refusals ? now.Refusals : Refusals,
        SessionMinutes == seen.SessionMinutes ? now.SessionMinutes : SessionMinutes,
        Seed == seen.Seed ? now.Seed : Seed,
        Replies == seen.Replies ? now.Replies : Replies,
        Outage == seen.Outage ? now.Outage : Outage);

    /// <summary>Which of these values somebody else may have changed meanwhile.</summary>
    public IEnumerable<SeenValue> Against(SimulatedKnobs seen, SimulatedKnobs now) =>
        Words().Zip(seen.Words(), now.Words()).Select(of => new SeenValue(of.First.Name, of.First.Value == of.Second.Value ? null : of.First.Value, of.Second.Value, of.Third.Value));

    private IEnumerable<(string Name, string Value)> Words() =>
    [
        ("delay", Number(Delay, " s")),
        ("share of attempts that fail", Number(Failures, " %")),
        ("share of SIMs that are refused", Number(Refusals, " %")),
        ("time between data sessions", Number(SessionMinutes, " min")),
        ("seed", Seed is { } seed ? Number(seed, "") : ""),
        ("answering of commands", Switch(Replies)),
        ("outage", Switch(Outage)),
    ];

    private static string Number(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:0.####}{unit}");

    private static string Switch(bool on) => on ? "on" : "off";
}
