using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SimConsole.Kernel;

/// <summary>How the limits of people, programs and orders are stored.</summary>
internal static class FleetScopeColumn
{
    /// <summary>Stores a scope in its own words; a row from before there were limits has none.</summary>
    public static PropertyBuilder<FleetScope> IsFleetScope(this PropertyBuilder<FleetScope> property) =>
        property.HasConversion(FleetScope.Converter).HasMaxLength(FleetScope.TextLength).IsUnicode(false).HasDefaultValue(FleetScope.All);
}
