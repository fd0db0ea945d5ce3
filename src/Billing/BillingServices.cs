namespace SimConsole.Billing;

/// <summary>Registers what keeps the billing periods of Sims.</summary>
public static class BillingServices
{
    public static IServiceCollection AddBilling(this IServiceCollection services) => services.AddSingleton<BillingPeriodService>();
}
