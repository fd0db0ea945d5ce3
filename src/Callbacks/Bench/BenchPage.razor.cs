using Microsoft.AspNetCore.Components;
using SimConsole.Live;

namespace SimConsole.Callbacks.Bench;

/// <summary>The page of one receiver of the bench; its name is in the address.</summary>
public sealed partial class BenchPage(CallbackBench bench, CallbackGuard guard, NavigationManager navigation, TimeProvider time)
{
    public const string Address = "callbacks/bench";

    private BenchReceiver? _receiver;
    private SignalWatch? _watch;
    private bool _reachable = true;

    [SupplyParameterFromQuery]
    public string? Name { get; set; }

    private string Url => navigation.ToAbsoluteUri($"{BenchEndpoint.Path.TrimStart('/')}/{_receiver!.Name}").ToString();

    private string Example => $"curl -u \"$AUTH\" {navigation.ToAbsoluteUri("v1/Sims/HS…")} -d Status=active -d CallbackUrl={Url}";

    private string Host => new Uri(navigation.BaseUri).Host;

    protected override async Task OnParametersSetAsync()
    {
        var receiver = bench.Open(string.IsNullOrEmpty(Name) ? CallbackBench.DefaultName : Name);
        if (receiver != _receiver)
        {
            _watch?.Dispose();
            _receiver = receiver;
            _watch = receiver is null ? null : new SignalWatch(receiver.Arrived, time, () => InvokeAsync(StateHasChanged));
        }

        _reachable = await guard.MayReachAsync(Host, CancellationToken.None);
    }

    public void Dispose() => _watch?.Dispose();

    private static bool Holds(BenchRequest request) => request.SignatureHolds && request.WebhookSignatureHolds && request.KoreSignatureHolds;

    private void Choose(ChangeEventArgs args) => _receiver!.Behaviour = Enum.Parse<BenchBehaviour>((string)args.Value!);
}
