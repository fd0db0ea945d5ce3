using System.Text;
using SimConsole.Audit;
using SimConsole.Data;

namespace SimConsole.Host;

/// <summary>What the program does instead of serving, or before it, when its command line says so: the jobs of all slices.</summary>
public static class CommandLine
{
    private const int HelpColumn = 22;

    private static readonly CommandLineJob[] Jobs = [.. Slices.All.SelectMany(slice => slice.Jobs)];
    private static readonly HashSet<string> Flags = new(Jobs.SelectMany(job => job.Flags).Select(flag => flag.Name), StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> WithoutValue = new(Flags.Concat(Jobs.Where(job => job.Value.Length == 0).Select(job => job.Name)), StringComparer.OrdinalIgnoreCase);

    /// <summary>The arguments that are read as configuration. The jobs are taken out: an option without a value would take the next argument as its value.</summary>
    public static string[] WithValues(string[] args) => [.. args.Where(arg => !(arg.StartsWith("--", StringComparison.Ordinal) && WithoutValue.Contains(arg[2..])))];

    /// <summary>Carries out the command line. Returns the exit code where the program is to end, null where it is to serve.</summary>
    /// <exception cref="ConfigurationException">The configuration is wrong.</exception>
    public static Task<int?> RunCommandAsync(this WebApplication app, string[] args) =>
        RunAsync(app.Services, args, Console.Out, Console.Error, app.Lifetime.ApplicationStopping);

    /// <inheritdoc cref="RunCommandAsync"/>
    public static async Task<int?> RunAsync(IServiceProvider services, string[] args, TextWriter output, TextWriter errors, CancellationToken token)
    {
        if (args.Any(arg => arg is "--help" or "-h" or "-?"))
        {
            await output.WriteLineAsync(Usage());
            return ExitCodes.AllGood;
        }

        var (options, fault) = Parse(args, services.GetRequiredService<ConfigurationKeys>());
        if (fault is not null)
        {
            await errors.WriteLineAsync(fault);
            return ExitCodes.Unusable;
        }

        services.CheckConfiguration();
        if (Jobs.FirstOrDefault(job => options.ContainsKey(job.Name)) is not { } job)
        {
            return null;
        }

        if (job.NeedsDatabase)
        {
            await services.MigrateAsync(token);
            services.GetRequiredService<AuditKeys>().Open();
        }

        return await job.RunAsync(new CommandLineRun(services, options[job.Name], [.. Flags.Where(options.ContainsKey)], output, errors), token);
    }

    private static string Usage()
    {
        var jobs = Jobs.Select(job => $"{Shown(job)}{string.Concat(job.Flags.Select(flag => $" [--{flag.Name}]"))}");
        var usage = new StringBuilder($"Usage: SimConsole [{string.Join(" | ", jobs)}] [--KEY=VALUE …]");
        foreach (var job in Jobs)
        {
            Add(Shown(job), job.Help);
            foreach (var flag in job.Flags)
            {
                Add($"--{flag.Name}", flag.Help);
            }
        }

        Add("--KEY=VALUE", "a key of the configuration, such as --Urls=http://localhost:5080 or --Network:Simulated:Delay=00:00:05");
        return usage.ToString();

        static string Shown(CommandLineJob job) => $"--{job.Name} {job.Value}".TrimEnd();

        void Add(string option, string help) => usage.AppendLine().Append("  ").Append(option.PadRight(HelpColumn)).Append(help);
    }

    private static (Dictionary<string, string> Options, string? Fault) Parse(string[] args, ConfigurationKeys keys)
    {
        var options = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < args.Length; i++)
        {
            var equals = args[i].IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? args[i] : args[i][..equals];
            var name = key.StartsWith("--", StringComparison.Ordinal) ? key[2..] : "";
            var isJob = Flags.Contains(name) || Jobs.Any(job => job.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

            // An empty section is allowed: a caller who passes on a whole configuration names those, too.
            if (!isJob && !keys.Has(name) && !(keys.IsSection(name) && equals == args[i].Length - 1))
            {
                return (options, keys.Former(name) is { } instead ? $"There is no option {key} any more. {instead}" : $"There is no option {key}. The nearest is --{keys.Nearest(key.TrimStart('-'), Jobs.Select(job => job.Name))}; --help names them.");
            }

            var value = equals >= 0 ? args[i][(equals + 1)..] : i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[++i] : null;
            if (value is null && !isJob)
            {
                return (options, $"{key} takes a value: {key}=VALUE.");
            }

            options[name] = value ?? "";
        }

        return (options, FaultOf(options));
    }

    private static string? FaultOf(Dictionary<string, string> options)
    {
        if (Jobs.Count(job => options.ContainsKey(job.Name)) > 1)
        {
            return $"Give one of {string.Join(", ", Jobs[..^1].Select(job => $"--{job.Name}"))} and --{Jobs[^1].Name}, not several.";
        }

        return Jobs.SelectMany(job => job.Flags
                .Where(flag => options.TryGetValue(flag.Name, out var value) && (value.Length > 0 || !options.ContainsKey(job.Name)))
                .Select(flag => $"--{flag.Name} takes no value, and goes with --{job.Name} {job.Value}."))
            .Concat(Jobs.Where(job => options.ContainsKey(job.Name)).Select(job => FaultOf(job, options[job.Name])).OfType<string>())
            .FirstOrDefault();
    }

    private static string? FaultOf(CommandLineJob job, string value) => job.Value.Length == 0 && value.Length > 0 ? $"--{job.Name} takes no value." : job.Fault(value);
}
