namespace SimConsole.Billing;

/// <summary>The billing periods of Sims.</summary>
public sealed class BillingSlice : ISlice
{
    public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddSingleton<BillingPeriodService>();

    public void MapApi(IEndpointRouteBuilder api) => api.MapBillingPeriods();
}
