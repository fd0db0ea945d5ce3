namespace SimConsole.Data;

/// <summary>Results for callers that show a refusal in the place where the request was made.</summary>
public static class ResultExtensions
{
    /// <summary>The result, or a refusal if trouble of the database prevented it.</summary>
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
