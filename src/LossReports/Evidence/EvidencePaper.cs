using PdfSharp;

namespace SimConsole.LossReports.Evidence;

/// <summary>The paper of an evidence sheet.</summary>
public enum EvidencePaper
{
    A4,
    Letter,
}

/// <summary>How paper is named in the API, and by the library.</summary>
internal static class EvidencePapers
{
    /// <summary>The countries in which paper is of the size Letter, as CLDR names them (<c>paperSize</c> of its territories).</summary>
    private static readonly string[] LetterCountries = ["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"];

    /// <summary>The paper that is usual where a language is spoken, such as <c>en-US</c>; A4 where it names no country.</summary>
    public static EvidencePaper Of(string? language) =>
        language?.Split('-') is [_, .., var country] && LetterCountries.Contains(country, StringComparer.OrdinalIgnoreCase) ? EvidencePaper.Letter : EvidencePaper.A4;

    /// <summary>The word of a paper in the API: <c>a4</c>, <c>letter</c>.</summary>
    public static string Word(this EvidencePaper paper) => paper == EvidencePaper.Letter ? "letter" : "a4";

    /// <summary>The paper that a word names, or null.</summary>
    public static EvidencePaper? Parse(string word) => Enum.GetValues<EvidencePaper>().Where(paper => paper.Word() == word).Select(paper => (EvidencePaper?)paper).SingleOrDefault();

    /// <summary>Its size.</summary>
    public static PageSize Size(this EvidencePaper paper) => paper == EvidencePaper.Letter ? PageSize.Letter : PageSize.A4;
}
