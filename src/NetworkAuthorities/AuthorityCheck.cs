namespace SimConsole.NetworkAuthorities;

/// <summary>Whether the network authority answers.</summary>
internal sealed class AuthorityCheck(AuthorityHealthReader reader, IConfiguration configuration) : ICheck
{
    public string Name => "Network authority";

    public async Task<CheckResult> LookAsync(CancellationToken token)
    {
        var health = await reader.ReadAsync(token);
        var says = string.Join(' ', health.Facts.Select(fact => fact.Words).Prepend($"{health.Name}: {health.Detail.TrimEnd('.')}."));
        return !health.Reachable ? CheckResult.Bad($"{says} Check that it runs, and what {NetworkAuthoritiesSlice.Key} and the keys below it say.")
            : configuration[NetworkAuthoritiesSlice.Key] == "Simulated" ? CheckResult.Doubtful($"{says} No real SIM is switched by it: {NetworkAuthoritiesSlice.Key} names another.")
            : CheckResult.Well(says);
    }
}
