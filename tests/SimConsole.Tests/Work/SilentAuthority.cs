using System.Runtime.CompilerServices;
using SimConsole.NetworkAuthorities;

namespace SimConsole.Tests.Work;

/// <summary>
/// Can all that an authority can, and never answers one call of it, whatever becomes of the token; all others it answers without doing anything.
/// </summary>
internal sealed class SilentAuthority(string silentAt)
    : INetworkAuthority, IReadableAuthority, IEnrollingAuthority, IListingAuthority, IRoamingAuthority, ICommandCarrier, IESimAuthority, IUsageSource, IDataBarring
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the call that is never answered has come.</summary>
    public Task Asked => _asked.Task;

    public string Name => "Silence";

    public Task<IReadOnlyList<AuthorityAnswer>> ApplyAsync(AuthorityBatch batch, CancellationToken token) => AnswersAsync<AuthorityAnswer>(batch.Orders.Count, new AuthorityAnswer.TryAgain("Later."));

    public Task<AuthorityHealth> CheckAsync(CancellationToken token) => AnswerAsync(new AuthorityHealth(Name, true, "Well."));

    public Task<IReadOnlyList<AuthorityReading>> ReadAsync(IReadOnlyList<AuthorityCard> cards, CancellationToken token) =>
        AnswersAsync(cards.Count, new AuthorityReading(AuthorityAccess.Missing, "Unknown."));

    public Task<IReadOnlyList<AuthorityAnswer>> EnrolAsync(IReadOnlyList<AuthorityCard> cards, CancellationToken token) => AnswersAsync<AuthorityAnswer>(cards.Count, new AuthorityAnswer.Refused("No."));

    public async IAsyncEnumerable<string> ListAllowedAsync([EnumeratorCancellation] CancellationToken token)
    {
        yield return await AnswerAsync("8988307000000000001");
    }

    public Task<IReadOnlyList<AuthorityAnswer>> AllowNetworksAsync(NetworksBatch batch, CancellationToken token) => AnswersAsync<AuthorityAnswer>(batch.Orders.Count, new AuthorityAnswer.TryAgain("Later."));

    public Task<IReadOnlyList<CarrierAnswer>> CarryAsync(IReadOnlyList<CarriedCommand> commands, CancellationToken token) => AnswersAsync<CarrierAnswer>(commands.Count, new CarrierAnswer.TryAgain("Later."));

    public Task<IReadOnlyList<ESimAnswer>> ReserveAsync(IReadOnlyList<ESimOrder> orders, CancellationToken token) => AnswersAsync<ESimAnswer>(orders.Count, new ESimAnswer.TryAgain("Later."));

    public Task<UsageReport> ReportAsync(DateTimeOffset from, DateTimeOffset until, int most, CancellationToken token) => AnswerAsync(new UsageReport([], until));

    public Task BarDataAsync(IReadOnlyCollection<string> iccids, bool barred, CancellationToken token) => AnswerAsync(true);

    private Task<IReadOnlyList<T>> AnswersAsync<T>(int count, T answer, [CallerMemberName] string asked = "") => AnswerAsync<IReadOnlyList<T>>([.. Enumerable.Repeat(answer, count)], asked);

    private Task<T> AnswerAsync<T>(T answer, [CallerMemberName] string asked = "")
    {
        if (asked != silentAt)
        {
            return Task.FromResult(answer);
        }

        _asked.TrySetResult();
        return new TaskCompletionSource<T>().Task;
    }
}
