using SimConsole.StatusChanges;

namespace SimConsole.Notices;

/// <summary>Tells each person what failed, what has ended and what is not off yet.</summary>
public sealed class NoticesSlice : ISlice
{
    public void AddServices(IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<IChangeEnded, NoticeTeller>()
        .AddSingleton<NoticeReader>()
        .AddSingleton<NoticeService>()
        .AddSingleton<NoticeWatch>()
        .AddSignal<NoticeNews>()
        .AddSignal<NoticesRead>();
}
