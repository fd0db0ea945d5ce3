using MudBlazor;

namespace SimConsole.Shell;

/// <summary>The look of the console: quiet surfaces, one accent; colour is kept for status (see <c>app.css</c>).</summary>
public static class Theme
{
    private static readonly string[] Fonts = ["Inter", "system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"];

    public static MudTheme Console { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#3b3fb6",
            PrimaryContrastText = "#ffffff",
            Background = "#f7f7f8",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#17181c",
            DrawerBackground = "#f7f7f8",
            DrawerText = "#3c3f47",
            DrawerIcon = "#5c606b",
            TextPrimary = "#17181c",
            TextSecondary = "#565a65",
            TextDisabled = "#7b7f8a",
            ActionDefault = "#565a65",
            ActionDisabled = "#8b8f99",
            LinesDefault = "#e4e5e9",
            LinesInputs = "#8f939e",
            TableLines = "#ececf0",
            TableHover = "#f4f4f8",
            Divider = "#e4e5e9",
            Success = "#1a7f45",
            Warning = "#8a5a00",
            Error = "#c0262d",
            Info = "#1f5fbf",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#aab2ff",
            PrimaryContrastText = "#14151c",
            Background = "#111216",
            Surface = "#191b20",
            AppbarBackground = "#16171c",
            AppbarText = "#ecedf1",
            DrawerBackground = "#111216",
            DrawerText = "#c3c6cf",
            DrawerIcon = "#9a9eaa",
            TextPrimary = "#ecedf1",
            TextSecondary = "#a9adb9",
            TextDisabled = "#858a96",
            ActionDefault = "#a9adb9",
            ActionDisabled = "#6d717c",
            LinesDefault = "#2a2c34",
            LinesInputs = "#6d717c",
            TableLines = "#24262d",
            TableHover = "#20222a",
            Divider = "#2a2c34",
            Success = "#5fd18f",
            Warning = "#f0b54a",
            Error = "#ff8a8a",
            ErrorContrastText = "#14151c",
            Info = "#7db3ff",
        },
        LayoutProperties = new LayoutProperties
        {
            DefaultBorderRadius = "6px",
            DrawerWidthLeft = "212px",
            AppbarHeight = "56px",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = ".875rem", LineHeight = "1.5" },
            Button = new ButtonTypography { FontFamily = Fonts, FontSize = ".8125rem", FontWeight = "500", TextTransform = "none", LetterSpacing = "0" },
        },
    };
}
