using System.Text;
using CsvHelper;
using Microsoft.Net.Http.Headers;

namespace SimConsole.Api;

/// <summary>A CSV file as the answer to a request, written while its rows are read, however many there are.</summary>
/// <param name="fileName">The name under which a browser keeps it.</param>
/// <param name="header">The names of the columns.</param>
/// <param name="rows">The rows; see <see cref="SpreadsheetText"/> for numbers and texts that a spreadsheet would ruin or run.</param>
public sealed class CsvAnswer(string fileName, string[] header, IAsyncEnumerable<string[]> rows) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, token) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileNameStar = fileName }.ToString();
        response.Headers.CacheControl = "no-store";

        // Spreadsheets read a file as UTF-8 only where it begins with the byte order mark.
        await response.Body.WriteAsync(Encoding.UTF8.GetPreamble(), token);
        await using var csv = CsvWriter.Create(response.Body, CsvWriterOptions.Default, true);
        await csv.WriteRecordAsync(header, token);
        await foreach (var row in rows.WithCancellation(token))
        {
            await csv.WriteRecordAsync(row, token);
        }

        await csv.FlushAsync(token);
    }
}
