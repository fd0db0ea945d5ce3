using Microsoft.AspNetCore.Http.Features;
using SimConsole.Api;

namespace SimConsole.Inventory.Imports;

/// <summary>What a program sends with a file of cards: the file as the part <c>File</c> of a form, or as the whole body.</summary>
/// <param name="Content">Null where there is none.</param>
/// <param name="FileName">Null where the program gives none.</param>
/// <param name="Others">What else is in the form and the query string.</param>
/// <param name="Fault">What is wrong with how the file is sent, in a sentence; null where nothing is.</param>
internal sealed record ImportParameters(Stream? Content, string? FileName, ApiParameters Others, string? Fault = null)
{
    /// <summary>The largest body, in bytes: the largest file, and what a form puts around it.</summary>
    public const long BodyLimit = CardFile.MaxBytes + 64 * 1024;

    /// <summary>The part of a form that is the file.</summary>
    public const string Part = "File";

    /// <summary>The type of a body that is the file.</summary>
    public const string Csv = "text/csv";

    private const string Multipart = "multipart/form-data";

    /// <summary>Begins to read a request; a form is read to its end, into temporary files.</summary>
    public static async Task<ImportParameters> ReadAsync(HttpRequest request, CancellationToken token)
    {
        if (Is(request, Csv))
        {
            return new ImportParameters(request.Body, null, ApiParameters.OfQuery(request));
        }

        if (!Is(request, Multipart))
        {
            return new ImportParameters(null, null, await ApiParameters.ReadAsync(request, token), $"There is no file. Send it as the part {Part} of a {Multipart} form, or as the body with the type {Csv}.");
        }

        try
        {
            var form = await new FormFeature(request, new FormOptions { MultipartBodyLengthLimit = BodyLimit }).ReadFormAsync(token);
            var others = ApiParameters.Of(request, form);
            return form.Files is [{ Name: Part } file]
                ? new ImportParameters(file.OpenReadStream(), file.FileName, others)
                : new ImportParameters(null, null, others, $"The form has {form.Files.Count} files. Send one, as its part {Part}.");
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or InvalidOperationException)
        {
            return new ImportParameters(null, null, ApiParameters.OfQuery(request), exception is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }
                ? CardFile.TooLarge.Message
                : $"The body cannot be read as a form. Send the file as the part {Part} of a {Multipart} form.");
        }
    }

    private static bool Is(HttpRequest request, string type) => request.ContentType?.StartsWith(type, StringComparison.OrdinalIgnoreCase) == true;
}
