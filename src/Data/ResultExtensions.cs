namespace SimConsole.Data;

/// <summary>Results for those who show a refusal where it was asked.</summary>
public static class ResultExtensions
{
    /// <summary>The result, or a refusal where trouble of the database has kept it from being done.</summary>
    public static async Task<Result<T>> OrTroubleAsync<T>(this Task<Result<T>> asked) where T : class
    {
        try
        {
            return await asked;
        }
        catch (Exception exception) when (DatabaseTrouble.Of(exception) is { } trouble)
        {
            return trouble.Refusal;
        }
    }
}
