using SimConsole.Benchmarks;

const string Usage =
    """
    Usage: dotnet run -c Release --project tests/SimConsole.Benchmarks -- NAME [--OPTION VALUE …]

      bulk    --sims 100000 --base 1000000 --repeat 3   an order for many Sims, from its acceptance to the last confirmation
      urgent  --sims 100000 --base 1000000 --delay 500  single loss reports, one a second, while such an order runs
      live    --sims 100000 --base 1000000 --watchers 500 --repeat 3   open pages while such an order runs
      list    --small 10000 --base 1000000              pages, filters, searches and counts of the list of Sims
      api     --base 100000 --clients 32                Sims fetched and switched by programs
      post    --base 100000 --posts 5000 --clients 32   Sims switched by programs, one a request
      import  --base 100000 --cards 100000 --repeat 3   a list of cards, by the command line and as the page does it
      hlr     --flips 10000 --repeat 6 --lost 58        SIMs switched in a real OsmoHLR, and a loss report
      start   --base 1000000 --repeat 3                 a published build from its start to the first page
      audit   --entries 1000000 --repeat 3              a walk along an audit, and one changed letter in it
      sign-in --base 100000 --rate 500 --networks 250   Sims fetched by programs while strangers try passwords
      circuits --base 100000 --pages 100 --seconds 20   open pages that nobody touches, in Chromium

      simulate --seeds 1000 --from 1 --first            no measurement: whether what always holds does, whatever goes wrong, until the first seed says no
      simulate --seed 123 --keep FILE                   all that one seed did, and the database that it left

    Each measures a floor in the same run, on the same disk: the same work by hand. Bases are kept in the temporary folder.

    bulk, urgent, live, list, api, post, import, sign-in and audit also take --database sqlite|postgresql. PostgreSQL is Debian's, started for as long as the benchmark runs, or
    the server that --server "Host=…;Username=…;Database=postgres" names, where databases named simconsole_bench_… are made and dropped.
    """;

if (args is ["simulate", .. var simulated])
{
    return SimulateJob.Run(simulated);
}

if (args.Length == 0 || Options.Parse(args[1..]) is not { } options)
{
    Console.Error.WriteLine(Usage);
    return 2;
}

switch (args[0])
{
    case "bulk":
        await BulkBenchmark.RunAsync(options);
        return 0;
    case "urgent":
        await UrgentBenchmark.RunAsync(options);
        return 0;
    case "live":
        await LiveBenchmark.RunAsync(options);
        return 0;
    case "audit":
        await AuditBenchmark.RunAsync(options);
        return 0;
    case "sign-in":
        await SignInBenchmark.RunAsync(options);
        return 0;
    case "circuits":
        await CircuitsBenchmark.RunAsync(options);
        return 0;
    case "list":
        await ListBenchmark.RunAsync(options);
        return 0;
    case "hlr":
        await HlrBenchmark.RunAsync(options);
        return 0;
    case "start":
        await StartBenchmark.RunAsync(options);
        return 0;
    case "api":
        await ApiBenchmark.RunAsync(options);
        return 0;
    case "post":
        await PostBenchmark.RunAsync(options);
        return 0;
    case "import":
        await ImportBenchmark.RunAsync(options);
        return 0;
    case StartFloor.Name:
        await StartFloor.RunAsync(args[1..]);
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
