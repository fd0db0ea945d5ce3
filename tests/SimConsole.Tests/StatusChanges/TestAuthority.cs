using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using SimConsole.NetworkAuthorities;
using SimConsole.StatusChanges;
using Answers = System.Collections.Generic.IReadOnlyList<SimConsole.NetworkAuthorities.AuthorityAnswer>;

namespace SimConsole.Tests.StatusChanges;

/// <summary>Stands between a worker and the simulated network: notes what is asked, and does with it what the test says.</summary>
internal sealed class TestAuthority(INetworkAuthority network) : INetworkAuthority
{
    /// <summary>What was asked, batch by batch.</summary>
    public ConcurrentQueue<AuthorityBatch> Asked { get; } = new();

    public IEnumerable<AuthorityOrder> Orders => Asked.SelectMany(b => b.Orders);

    /// <summary>What to do with a batch; it may pass it on to the network. Null: pass it on.</summary>
    public Func<AuthorityBatch, INetworkAuthority, CancellationToken, Task<Answers>>? Script { get; set; }

    public Task<Answers> ApplyAsync(AuthorityBatch batch, CancellationToken token)
    {
        Asked.Enqueue(batch);
        return Script is null ? network.ApplyAsync(batch, token) : Script(batch, network, token);
    }

    public Task<AuthorityHealth> CheckAsync(CancellationToken token) => network.CheckAsync(token);

    /// <summary>Every batch reaches the network, and every answer is lost on the way back.</summary>
    public void LoseAnswers() => Script = async (batch, network, token) =>
    {
        await network.ApplyAsync(batch, token);
        throw new IOException("The connection broke.");
    };

    /// <summary>Every order is refused, and none reaches the network.</summary>
    public void Refuse() => Script = (batch, _, _) => Task.FromResult<Answers>([.. batch.Orders.Select(_ => new AuthorityAnswer.Refused("No such SIM."))]);

    /// <summary>A worker of this console that asks a test authority.</summary>
    public static (StatusChangeWorker Worker, TestAuthority Authority) In(TestConsole console)
    {
        var authority = new TestAuthority(console.Network);
        return (ActivatorUtilities.CreateInstance<StatusChangeWorker>(console.Get<IServiceProvider>(), authority), authority);
    }
}
