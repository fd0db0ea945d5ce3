using System.Diagnostics.Metrics;

namespace SimConsole.Kernel;

/// <summary>A value that is read when somebody collects it: a name by the conventions of OpenTelemetry, a unit of UCUM, and a description.</summary>
public sealed record GaugeName(string Name, string Unit, string Says);

/// <summary>
/// Everything that the console measures of itself. The names are written here and nowhere else. Source of the conventions:
/// https://opentelemetry.io/docs/specs/semconv/general/metrics/. Prometheus writes an underscore for a dot, and the unit at the end.
/// </summary>
public static class Instruments
{
    /// <summary>The meter of all of them.</summary>
    public const string MeterName = "SimConsole";

    private static readonly Meter Console = new(MeterName);

    /// <summary>Histogram buckets in seconds, from an immediate answer to the longest time that anything is waited for.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600] };

    /// <summary>How long changes of status took, by <c>result</c> and <c>priority</c>.</summary>
    public static Histogram<double> ChangeDuration { get; } =
        Console.CreateHistogram("simconsole.change.duration", "s", "From the request of a change of status to its end.", advice: Seconds);

    /// <summary>How long the network authority, or its token endpoint, took to answer, by <c>operation</c> and <c>outcome</c>.</summary>
    public static Histogram<double> AuthorityDuration { get; } =
        Console.CreateHistogram("simconsole.authority.request.duration", "s", "How long the network authority took to answer.", advice: Seconds);

    /// <summary>How long receivers of callbacks took, by <c>result</c>.</summary>
    public static Histogram<double> DeliveryDuration { get; } =
        Console.CreateHistogram("simconsole.callback.delivery.duration", "s", "How long an attempt to deliver a callback took.", advice: Seconds);

    public static Counter<long> CallbacksGivenUp { get; } =
        Console.CreateCounter<long>("simconsole.callbacks.given_up", "{callback}", "Callbacks that were given up after all their attempts.");

    public static Counter<long> ProcessesLost { get; } =
        Console.CreateCounter<long>("simconsole.processes.lost", "{process}", "Processes that were found dead, and whose work was taken over.");

    public static Counter<long> ProcessesRevived { get; } =
        Console.CreateCounter<long>("simconsole.processes.revived", "{process}", "How often this process stood still for so long that others took it for dead.");

    public static Counter<long> LeasesLost { get; } =
        Console.CreateCounter<long>("simconsole.leases.lost", "{lease}", "How often what became of work could not be written, since another had taken it over.");

    /// <summary>By <c>priority</c> and <c>state</c>.</summary>
    public static GaugeName ChangesOpen { get; } = new("simconsole.changes.open", "{change}", "Changes of status that have not ended; 10000 stands for that many or more.");

    /// <summary>By <c>priority</c>.</summary>
    public static GaugeName ChangesOldest { get; } = new("simconsole.changes.oldest", "s", "The age of the oldest change of status that is scheduled; 0 where none is.");

    public static GaugeName NotOff { get; } = new("simconsole.loss_reports.not_off", "{sim}", "SIMs that a loss report holds, and that are not known to be off.");

    public static GaugeName NotOffOldest { get; } =
        new("simconsole.loss_reports.not_off.oldest", "s", "For how long the loss report is made that waits longest for a SIM to be off; 0 where none waits.");

    public static GaugeName DriftWaiting { get; } =
        new("simconsole.drift.waiting", "{sim}", "SIMs with which the network does otherwise than decided, and that wait for a person; 10000 stands for that many or more.");

    public static GaugeName CallbacksWaiting { get; } =
        new("simconsole.callbacks.waiting", "{callback}", "Callbacks with something to deliver; 10000 stands for that many or more.");

    public static GaugeName AuthorityUp { get; } =
        new("simconsole.authority.up", "{authority}", "Whether the network authority answers: 1 or 0.");

    public static GaugeName DatabaseReadable { get; } =
        new("simconsole.database.readable", "{database}", "Whether the database answered when the gauges were read from it: 1 or 0.");

    public static GaugeName DatabaseWritable { get; } =
        new("simconsole.database.writable", "{database}", "Whether the database can be written: 1 or 0.");

    /// <summary>Starts the counters at 0, so that the first event of a process is seen as a rise. The collector must be listening already.</summary>
    public static void Begin()
    {
        foreach (var counter in new[] { CallbacksGivenUp, ProcessesLost, ProcessesRevived, LeasesLost })
        {
            counter.Add(0);
        }
    }
}
