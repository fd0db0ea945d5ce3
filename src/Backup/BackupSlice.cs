namespace SimConsole.Backup;

/// <summary>Copies of the database, and coming back from one without switching anything on that was switched off since.</summary>
public sealed class BackupSlice : ISlice
{
    public IEnumerable<CommandLineJob> Jobs => [new BackupJob(), new RestoreJob(), new RestoredJob()];

    public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddSingleton<Restoration>();
}
